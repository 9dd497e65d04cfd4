import type { JournalLine, JournalReach, TriagedRecord, TriageFields } from '@warren/messaging';
import { TriageKeeper } from './triage-keeper';
import { TriageProjection } from './triage.projection';

const topology = { queues: [{ name: 'a' }] };
const FROM_FIRST: JournalReach = { since: 0, bytes: 0 };
const at = (ms: number): Date => new Date(Date.UTC(2026, 0, 1) + ms);

function said(fields: TriageFields & Partial<TriagedRecord>): TriagedRecord {
  const named = { group: 'g', queue: 'a', change: 'c', at: at(0), by: 'ana' };
  return { kind: 'triaged', ...named, ...fields };
}

/** A desk that reads these records, each at its offset. */
function reading(
  records: readonly (readonly [offset: number, TriagedRecord])[],
  { reach = FROM_FIRST, capacity = 1_000 } = {},
): TriageProjection {
  const triage = new TriageProjection(topology, capacity);
  for (const [offset, record] of records) triage.applyTriage(record, offset, reach);
  return triage;
}

/** What a desk that has read this writes again, when everything is old. */
async function againOf(triage: TriageProjection): Promise<TriagedRecord[]> {
  const written: JournalLine[] = [];
  const journal = {
    append: (record: JournalLine) => Promise.resolve(void written.push(record)),
    ready: () => Promise.resolve(),
  };
  const keeper = new TriageKeeper(journal, triage, { ageMs: 1_000, bytes: 1_000 });
  expect(await keeper.writeDue(at(10_000).getTime())).toBe(written.length);
  return written as TriagedRecord[];
}

describe('what is said of a group', () => {
  it('is of each field the last in the journal, and null takes it back', () => {
    const triage = reading([
      [1, said({ owner: 'ana', note: 'looked', mutePerHour: 5 })],
      [2, said({ owner: 'luis', mutePerHour: null, by: 'luis', at: at(5) })],
    ]);
    expect(triage.get('g')).toEqual({ owner: 'luis', note: 'looked', by: 'luis', at: at(5) });
    triage.applyTriage(said({ owner: null, note: null }), 3, FROM_FIRST);
    expect(triage.get('g')).toBeUndefined();
  });

  it('is the same for a desk that begins behind the change, where it was written again', async () => {
    const first = reading([[1, said({ owner: 'ana', muteUntil: at(9e9).toISOString() })]]);
    const [again] = await againOf(first);
    const later = reading([[2_048, again as TriagedRecord]], { reach: { since: 1, bytes: 0 } });
    expect(later.get('g')).toEqual(first.get('g'));
    expect(later.get('g')?.muteUntil).toEqual(at(9e9));
    // Written again of what was written again, it still is where it was said first.
    later.applyTriage(said({ owner: 'luis' }), 3_000, { since: 1, bytes: 0 });
    expect(later.get('g')?.owner).toBe('luis');
  });

  it('stays as changed when it is written again by a desk that had not read the change', async () => {
    const behind = reading([[1, said({ owner: 'ana' })]]);
    const [again] = await againOf(behind);
    const both = [
      [1, said({ owner: 'ana' })],
      [2, said({ owner: null })],
      [3, again as TriagedRecord],
    ] as const;
    expect(reading(both).get('g')).toBeUndefined();
    // Who begins between the two cannot know what was changed before.
    const reach = { since: 2, bytes: 0 };
    expect(reading([[3, again as TriagedRecord]], { reach }).get('g')).toBeUndefined();
  });

  it('is written again only when it is old', async () => {
    const triage = reading([[1, said({ owner: 'ana', at: at(9_900) })]]);
    expect(await againOf(triage)).toEqual([]);
    triage.apply(undefined, 2, { since: 0, bytes: 700 });
    expect(await againOf(triage)).toMatchObject([{ owner: 'ana', asOf: 2, firstOffset: 1 }]);
  });

  it('is forgotten of the group that was changed longest ago, in every desk the same', () => {
    const records = ['g1', 'g2', 'g3'].map(
      (group, index) => [index, said({ group, owner: 'x' })] as const,
    );
    const changed = [...records, [3, said({ group: 'g1', note: 'y' })] as const];
    const triage = reading([...changed, [4, said({ group: 'g4', owner: 'x' })]], { capacity: 3 });
    expect(['g1', 'g2', 'g3', 'g4'].map((each) => triage.get(each)?.owner)).toEqual([
      ...['x', undefined, 'x', 'x'],
    ]);
  });

  it('has nothing of what others forge: other queues, addresses that are none, times that are none', () => {
    const triage = reading([
      [1, said({ group: 'other', queue: 'b', owner: 'x' })],
      [2, said({ link: 'javascript:alert(1)', owner: 'ana' })],
      [3, said({ muteUntil: 'whenever', link: 'https://u:p@example.org' })],
    ]);
    expect([triage.get('other'), triage.get('g')]).toEqual([
      undefined,
      { owner: 'ana', at: at(0), by: 'ana' },
    ]);
  });

  it('is known to who waits for its change', async () => {
    const triage = reading([]);
    const read = triage.untilRead('mine', 60_000);
    triage.applyTriage(said({ change: 'another', owner: 'x' }), 1, FROM_FIRST);
    triage.applyTriage(said({ change: 'mine', owner: 'y' }), 2, FROM_FIRST);
    expect([await read, await triage.untilRead('never', 1)]).toEqual([true, false]);
  });
});
