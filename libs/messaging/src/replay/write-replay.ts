import { headers as names } from '@warren/model';
import { carryHeaders } from '../failures/carry-headers';
import type { Delivery } from '../messages/delivery';
import type { OutgoingMessage } from '../messages/outgoing-message';
import type { SelectedEvent } from './replay-selection';

/**
 * The message that brings a past event to one queue, and to no other: the event, the publisher's
 * headers and properties and when and where it was first published, marked with what it replays. An
 * answer is not asked for again. Pure.
 */
export function writeReplay(
  { messageId, original, record: { delivery, event } }: SelectedEvent,
  queue: string,
): OutgoingMessage {
  const publishedAt = delivery.publishedAt?.getTime();
  return {
    exchange: '',
    routingKey: queue,
    body: Buffer.from(JSON.stringify(event)),
    properties: {
      ...publisherProperties(event.tipo, delivery),
      messageId,
      persistent: true,
      mandatory: true,
      correlationId: delivery.correlationId,
      headers: {
        ...carryHeaders(delivery.headers, delivery.encodedHeaders, delivery.headersLeftOut),
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

/** The event is written again: in no encoding. */
function publisherProperties(type: string, { properties, publishedAt }: Delivery): object {
  if (properties) return { ...properties, contentEncoding: undefined, replyTo: undefined };
  const timestamp = publishedAt && Math.floor(publishedAt.getTime() / 1_000);
  return { type, timestamp, appId: 'warren', contentType: 'application/json' };
}
