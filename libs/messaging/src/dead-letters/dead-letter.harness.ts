import type { DeadLetteredRecord, RedrivenRecord } from '../journal/journal-record';

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
