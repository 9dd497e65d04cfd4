import { expectFollowUps, FOLLOWED } from './expect-follow-ups';
import { drawUpLedger } from './ledger';
import type { StoredRecord, Note, RunRecord } from './record';
import { aRun, attempt, life } from './run-record.harness';

const CREATED = { id: 'e1', messageId: 'm1', queue: 'orders.created' };
const PAID = { id: 'e1/ORDER_PAID', messageId: 'm2' };
const SHIPPED = { id: 'e1/ORDER_SHIPPED', messageId: 'm3' };

/** All that becomes of an order that is only in the queue of new ones. */
const WHOLE: readonly StoredRecord[] = [
  CREATED,
  { ...PAID, queue: 'orders.paid' },
  { ...PAID, queue: 'orders.audit' },
  { ...SHIPPED, queue: 'orders.shipped' },
  { ...SHIPPED, queue: 'orders.audit' },
];

function doing(what: 'began' | 'handled' | 'kept', record: StoredRecord, at: number): Note {
  return { ...record, what, at, attempt: 1 };
}

/** A run with one order, of which so much was processed. */
function anOrder(journal: readonly StoredRecord[], more: readonly Note[] = []): RunRecord {
  const queues = ['orders.created'];
  const order = { id: 'e1', kind: 'fine', path: '', body: {}, queues, isPatient: true } as const;
  const notes = journal.flatMap((record, n) => [
    doing('began', record, 200 + n),
    doing('handled', record, 200 + n),
    doing('kept', record, 200 + n),
  ]);
  const lives = [life('a', [...notes, ...more])];
  return expectFollowUps(aRun({ events: new Map([['e1', order]]), lives, journal }));
}

const findingsOf = (run: RunRecord): string[] =>
  drawUpLedger(run).findings.map(({ rule, id }) => `${rule} ${id}`);

describe('the events that must follow from others', () => {
  it('are there, once each, in every queue that wants them', () => {
    const run = anOrder(WHOLE);
    expect([...run.events.keys()]).toEqual(['e1', PAID.id, SHIPPED.id]);
    expect(run.events.get(PAID.id)?.queues).toEqual(['orders.audit', 'orders.paid']);
    expect(run.events.get(SHIPPED.id)?.queues).toEqual(['orders.audit', 'orders.shipped']);
    expect(findingsOf(run)).toEqual([]);
    expect(drawUpLedger(run)).toMatchObject({ requests: 1, attempted: 3, owed: 5, processed: 5 });
  });

  it('are lost when their cause was processed and they are nowhere', () => {
    expect(findingsOf(anOrder([CREATED]))).toEqual([`lost ${PAID.id}`, `lost ${PAID.id}`]);
    const unheard = WHOLE.filter(({ id, queue }) => id !== SHIPPED.id || queue !== 'orders.audit');
    expect(findingsOf(anOrder(unheard))).toEqual([`lost ${SHIPPED.id}`]);
  });

  it('are unexpected when their cause was never handled', () => {
    const [, paid] = WHOLE;
    if (!paid) throw new Error('no record');
    const run = anOrder([paid]);
    expect(findingsOf(run)).toContain(`unexpected ${PAID.id}`);
  });

  it('are unexpected under a second message id', () => {
    const again = { ...PAID, messageId: 'm9', queue: 'orders.paid' };
    expect(findingsOf(anOrder([...WHOLE, again]))).toContain(`unexpected ${PAID.id}`);
  });

  it('are doubtful when the handler of their cause began and its end is unknown', () => {
    const run = anOrder([], [doing('began', CREATED, 300), doing('began', CREATED, 400)]);
    const followed = run.attempts.filter(({ status }) => status === FOLLOWED);
    expect(followed.map(({ id, outcome }) => [id, outcome])).toEqual([
      [PAID.id, 'unknown'],
      [PAID.id, 'unknown'],
    ]);
    expect(run.attempts).toContainEqual(attempt('ok'));
  });
});
