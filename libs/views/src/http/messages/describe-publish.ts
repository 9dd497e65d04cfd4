import type { KnownPublish } from '../../messages/known-publishes';
import type { StoryDto } from './story.dto';

/** The story of a message of which only its publish is known. Pure. */
export function describePublish(messageId: string, publish: KnownPublish): StoryDto {
  const { at, code, deliverAt, exchange, outcome, reason, routingKey } = publish;
  const unknown = { event: null, correlationId: null, causationId: null, replayOf: null };
  const published = { at: at.toISOString(), outcome, code, reason };
  return {
    ...{ messageId, ...unknown, headers: {}, exchange, routingKey, queues: [] },
    published: { ...published, ...(deliverAt && { deliverAt: deliverAt.toISOString() }) },
  };
}
