import { headers as names, type EventDto } from '@warren/model';
import { carryHeaders } from '../../failures/carry-headers';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { deferredHeaders } from '../../messages/deferred';

/**
 * The message that takes a dead letter back to its queue, and to no other: its id, its bytes and what
 * its publisher wrote around them, as new, with one redrive more. Of its failures and its deaths it
 * carries nothing, by which the broker would take it for a message in a cycle. Pure.
 *
 * @param edited sent in place of its bytes, as JSON. The message says that it was edited: what follows
 * from it is not a repeat of what followed from the original.
 * @param content its bytes, where the record has only an excerpt of them.
 */
export function writeRedrive(
  record: DeadLetteredRecord,
  edited?: EventDto,
  content: Buffer = bytesOf(record),
): OutgoingMessage {
  const { contentEncoding, contentType, ...properties } = record.properties;
  const format =
    edited === undefined ? { contentEncoding, contentType } : { contentType: 'application/json' };
  return {
    // To its queue alone, and not to its exchange: its siblings had it.
    exchange: '',
    routingKey: record.queue,
    body: edited === undefined ? content : Buffer.from(JSON.stringify(edited)),
    properties: {
      ...properties,
      ...(format as { contentEncoding?: string; contentType?: string }),
      messageId: record.messageId,
      correlationId: record.correlationId,
      persistent: true,
      mandatory: true,
      headers: {
        ...carryHeaders(record.headers, record.encodedHeaders, record.headersLeftOut),
        [names.publishedAt]: record.publishedAt?.getTime(),
        [names.exchange]: record.exchange,
        [names.routingKey]: record.routingKey,
        [names.redrives]: record.redrives + 1,
        [names.redriveOf]: record.deadLetterId,
        [names.edits]: edited === undefined ? record.edits : (record.edits ?? 0) + 1,
        [names.replayOf]: record.replayOf,
        [names.causationId]: record.causationId,
        ...(record.deferred && deferredHeaders(record.deferred)),
      },
    },
  };
}

/** The bytes of the message as they were. */
function bytesOf({ body, encoding }: Pick<DeadLetteredRecord, 'body' | 'encoding'>): Buffer {
  return Buffer.from(body, encoding);
}
