import { readJson, type EventDto } from '@warren/model';
import {
  showHeaders,
  type DeadLetteredRecord,
  type Delivery,
  type Excerpt,
  type JournalRecord,
} from '@warren/messaging';
import type { PublishedFacts } from './message-entry';

/** Which message in which queue a record is about. */
export function identify(record: JournalRecord): { messageId: string; queue: string } {
  return 'delivery' in record ? record.delivery : record;
}

/** What a record says of how its message was published, if it does. */
export function readFacts(record: JournalRecord): PublishedFacts | undefined {
  if ('by' in record) return undefined;
  return factsOf(
    record.kind === 'dead-lettered' ? { ...record, replayOf: undefined } : record.delivery,
  );
}

type Published = Pick<Delivery, 'exchange' | 'routingKey' | 'headers'> & Partial<Delivery>;

function factsOf(delivery: Published): PublishedFacts {
  const { causationId, correlationId, deferred, publishedAt, replayOf } = delivery;
  const { exchange, routingKey } = delivery;
  return {
    ...{ exchange, routingKey, publishedAt: publishedAt?.getTime() },
    ...{ correlationId, causationId, replayOf },
    deliverAt: deferred?.deliverAt.getTime(),
    relayedAt: deferred?.relayedAt?.getTime(),
    headers: showHeaders(delivery),
  };
}

/** The event a record is about; undefined when it has none, or bytes that are none. */
export function readEvent(record: JournalRecord): EventDto | undefined {
  if (record.kind === 'dead-lettered') return readDeadEvent(record);
  if (record.kind === 'redriven') return markEvent(record.edited, record.excerpt);
  if ('by' in record || record.kind === 'progress') return undefined;
  return markEvent(record.event, record.excerpt);
}

/** The event as it is shown: one that is too large for a record has its excerpt beside an empty payload. */
export function markEvent(
  event: EventDto | undefined,
  excerpt: Excerpt | undefined,
): (EventDto & { readonly excerpt?: Excerpt }) | undefined {
  return event && excerpt ? { ...event, excerpt } : event;
}

/** The event of a dead letter, when its bytes are one. */
function readDeadEvent({ body, decoded, encoding }: DeadLetteredRecord): EventDto | undefined {
  const text = encoding === 'utf8' ? body : (decoded ?? '');
  const { id, tipo, payload } = (readJson(text) ?? {}) as Partial<EventDto>;
  if (typeof id !== 'string' || typeof tipo !== 'string') return undefined;
  return typeof payload === 'object' && payload !== null ? { id, tipo, payload } : undefined;
}
