import { headers as names, type DelayStages } from '@warren/contracts';
import { carryHeaders } from '../consuming/failures/carry-headers';
import { deliveryRoute } from '../delays/delay-ladder';
import type { OutgoingMessage } from '../publishing/outgoing-message';
import type { SelectedEvent } from './replay-selection';

/**
 * The message that brings a past event to one queue, and to no other: the event, the publisher's
 * headers and when and where it was first published, marked with what it replays. An answer is not
 * asked for again. Pure.
 */
export function writeReplay(
  { messageId, original, record: { delivery, event } }: SelectedEvent,
  queue: string,
  stages: DelayStages,
): OutgoingMessage {
  const publishedAt = delivery.publishedAt?.getTime();
  return {
    ...deliveryRoute(stages, queue),
    body: Buffer.from(JSON.stringify(event)),
    properties: {
      messageId,
      type: event.tipo,
      ...(publishedAt !== undefined && { timestamp: Math.floor(publishedAt / 1_000) }),
      appId: 'warren',
      contentType: 'application/json',
      persistent: true,
      mandatory: true,
      correlationId: delivery.correlationId,
      headers: {
        ...carryHeaders(delivery.headers),
        [names.publishedAt]: publishedAt,
        [names.exchange]: delivery.exchange,
        [names.routingKey]: delivery.routingKey,
        [names.replayOf]: original,
        [names.edits]: delivery.edits,
        [names.causationId]: delivery.causationId,
      },
    },
  };
}
