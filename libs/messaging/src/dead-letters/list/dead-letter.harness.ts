import { TimeSlices } from '@warren/platform';
import type { DeadLetteredRecord, RedrivenRecord } from '../../messages/journal-record';
import type { DeadLetterFilter } from './dead-letter';
import { DeadLetters, type DeadLetterPage } from './dead-letters';

/** A dead letter as the journal has it; everything can be said otherwise. */
export function deadLettered(
  deadLetterId: string,
  other: Partial<DeadLetteredRecord> = {},
): DeadLetteredRecord {
  return {
    kind: 'dead-lettered',
    deadLetterId,
    messageId: `m-${deadLetterId}`,
    queue: 'first',
    at: new Date(1_700_000_000_000),
    cause: 'failed',
    failure: { code: 'busy', message: 'try later' },
    handler: 'First.run',
    attempt: 3,
    redrives: 0,
    exchange: 'e.direct',
    routingKey: 'both',
    headers: {},
    properties: {},
    body: JSON.stringify({ id: `e-${deadLetterId}`, tipo: 'T', payload: {} }),
    encoding: 'utf8',
    ...other,
  };
}

/** That it was redriven. */
export function redriven({ deadLetterId, messageId, queue }: DeadLetteredRecord): RedrivenRecord {
  const acted = { deadLetterId, messageId, queue, at: new Date(1_700_000_100_000) };
  return { kind: 'redriven', ...acted, by: 'ana', reason: 'repaired' };
}

const PLENTY = 1_000_000;

/** Dead letters in memory, each three records behind the one before. */
export function filled(
  records: readonly DeadLetteredRecord[],
  capacity = 100,
  bytes = PLENTY,
): DeadLetters {
  const letters = new DeadLetters(capacity, bytes, new TimeSlices());
  records.forEach((record, index) => letters.apply(record, index * 3));
  return letters;
}

export function numbered(count: number): DeadLetteredRecord[] {
  return Array.from({ length: count }, (_, index) => deadLettered(`d${index + 1}`));
}

/** Their ids, oldest first. */
export const namesOf = ({ items }: DeadLetterPage): string[] =>
  items.map(({ record }) => record.deadLetterId).reverse();

export const ids = async (letters: DeadLetters, filter: DeadLetterFilter = {}): Promise<string[]> =>
  namesOf(await letters.find(filter, { limit: 1_000 }));
