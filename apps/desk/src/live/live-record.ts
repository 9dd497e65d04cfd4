import type { JournalRecord, OperatedRecord, PublishedRecord } from '@warren/messaging';
import { readEvent } from '@warren/views';

/** The kinds of records of the journal. */
export const LIVE_KINDS = [
  'processed',
  'failed',
  'dead-lettered',
  'redriven',
  'discarded',
  'restored',
  'progress',
  'operated',
  'publishes-failed',
] as const satisfies readonly LiveRecord['kind'][];

/** What the feed shows of a record: who, what and when, and never a body. Absent fields do not apply. */
export interface LiveRecord {
  /** Where it stands in the journal. */
  readonly offset: number;
  readonly kind: (JournalRecord | OperatedRecord)['kind'] | 'publishes-failed';
  readonly at: Date;
  /** Of what somebody did to the system: on what, a queue or something else. */
  readonly queue: string;
  readonly messageId?: string;
  /** The sender's id of the event. */
  readonly id?: string;
  readonly tipo?: string;
  readonly correlationId?: string;
  readonly attempt?: number;
  /** How long its handler ran, in milliseconds. */
  readonly ranMs?: number;
  /** Until the next attempt, in milliseconds. */
  readonly retryInMs?: number;
  /** Why it failed, or is a dead letter. */
  readonly code?: string;
  readonly failure?: string;
  readonly deadLetterId?: string;
  readonly worker?: string;
  /** Who acted on a dead letter, or did something to the system. */
  readonly by?: string;
  /** What somebody did to the system: `pause`, `prefetch` ... */
  readonly action?: string;
  readonly operationId?: string;
  readonly value?: number;
  /** What came of it. */
  readonly result?: string;
  /** How many publishes failed within about a second; the other fields are of the first of them. */
  readonly count?: number;
  readonly exchange?: string;
  readonly routingKey?: string;
}

/** The longest text that the feed shows, in characters: any client may write longer ones. */
const MAX_CHARS = 255;

export function toLiveRecord(record: JournalRecord, offset: number): LiveRecord {
  return mapTexts(describe(record, offset));
}

export function toLiveOperation(record: OperatedRecord, offset: number): LiveRecord {
  const { action, at, by, kind, operationId, result, target, value } = record;
  return mapTexts({ offset, kind, at, queue: target, by, action, operationId, value, result });
}

/** Those publishes of a report that failed, as one record; undefined where none did. */
export function toLiveFailures(
  { at, counts, failures, publisher }: PublishedRecord,
  offset: number,
): LiveRecord | undefined {
  const count = counts
    .flatMap(({ refused = 0, unknown = 0, unroutable = 0 }) => [refused, unknown, unroutable])
    .reduce((sum, each) => sum + each, 0);
  if (count === 0) return undefined;
  const [{ code, exchange, messageId, reason, routingKey } = {}] = failures;
  return mapTexts({
    ...{ offset, kind: 'publishes-failed', at, queue: '', messageId, code, failure: reason },
    ...{ exchange, routingKey, worker: publisher, count },
  });
}

function describe(record: JournalRecord, offset: number): LiveRecord {
  const { at, kind } = record;
  const event = readEvent(record);
  const shared = { offset, kind, at, id: event?.id, tipo: event?.tipo };
  if ('by' in record) {
    const { by, deadLetterId, messageId, queue } = record;
    return { ...shared, queue, messageId, deadLetterId, by };
  }
  if (kind === 'dead-lettered') {
    const { attempt, correlationId, deadLetterId, failure, messageId, queue } = record;
    return {
      ...{ ...shared, queue, messageId, correlationId, attempt, deadLetterId },
      ...{ code: failure.code, failure: failure.message },
    };
  }
  const { attempt, correlationId, messageId, queue } = record.delivery;
  return {
    ...{ ...shared, queue, messageId, correlationId, attempt, worker: record.worker },
    ...('startedAt' in record && { ranMs: Math.max(0, at.getTime() - record.startedAt.getTime()) }),
    ...(kind === 'failed' && {
      ...{ code: record.failure.code, failure: record.failure.message },
      retryInMs: record.retryInMs,
    }),
  };
}

function mapTexts(record: LiveRecord): LiveRecord {
  const entries = Object.entries(record).map(
    ([name, value]: [string, unknown]): [string, unknown] => [
      name,
      typeof value === 'string' ? cut(value) : value,
    ],
  );
  return Object.fromEntries(entries) as unknown as LiveRecord;
}

/** Through bytes: a part of a text would keep the whole of it in memory. */
function cut(text: string): string {
  return text.length <= MAX_CHARS ? text : Buffer.from(text.slice(0, MAX_CHARS)).toString();
}

/** About how many bytes a record takes in memory. */
export function sizeOf(record: LiveRecord): number {
  let bytes = 200;
  for (const value of Object.values(record) as unknown[]) {
    if (typeof value === 'string') bytes += 24 + 2 * value.length;
  }
  return bytes;
}
