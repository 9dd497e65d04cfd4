import fc from 'fast-check';
import { deadLettered, redriven } from '../list/dead-letter.harness';
import { DeadLetters } from '../list/dead-letters';
import { slicesAtOnce } from '../list/slices-at-once.harness';
import { AgainJudge } from '../../journal/again-judge';
import type { JournalRecord } from '../../messages/journal-record';
import { processed } from '../../journal/stream-journal.harness';
import { ProgressStore } from '../../progress/progress-store';
import { OpenRecords, type OpenRecord } from './open-records';

const ENTRY = 1_024;
const NAMES = ['a', 'b'];
const PLENTY = { count: 1_000, bytes: 1_000_000 };

type Kind = 'letter' | 'progress';

/** A worker that reads the stream from some entry on. */
class Reader {
  readonly letters = new DeadLetters(1_000, 1_000_000, slicesAtOnce);
  readonly progress = new ProgressStore();
  readonly open = new OpenRecords({
    limits: { ageMs: 1e15, bytes: 1 },
    recentRecords: 1,
    letters: PLENTY,
    progress: PLENTY,
  });
  private readonly judge: AgainJudge;
  private bytes = 0;

  constructor(
    private next: number,
    capacity?: number,
  ) {
    this.since = next * ENTRY;
    this.judge = new AgainJudge(capacity);
    this.judge.begin(this.since);
  }

  private readonly since: number;

  read(log: readonly JournalRecord[], count = Infinity): this {
    for (let read = 0; read < count && this.next < log.length; read += 1, this.next += 1) {
      const record = log[this.next] as JournalRecord;
      const offset = this.next * ENTRY;
      this.bytes += 1;
      if (!this.judge.admits(record, offset)) continue;
      this.letters.apply(record, offset);
      this.progress.apply(record);
      this.open.apply(record, offset, { since: this.since, bytes: this.bytes });
    }
    return this;
  }

  /** What it takes for open. */
  async found(kind: Kind): Promise<string[]> {
    if (kind === 'letter') {
      const { items } = await this.letters.find({}, { limit: 100 });
      return items.map(({ record }) => record.deadLetterId).reverse();
    }
    return NAMES.filter((messageId) => this.progress.current({ messageId, queue: 'first' }));
  }
}

function begin(kind: Kind, name: string): OpenRecord {
  if (kind === 'letter') return deadLettered(name);
  const { at, delivery, worker } = processed(name);
  return { kind: 'progress', at, delivery, worker, done: 1 };
}

function end(kind: Kind, name: string): JournalRecord {
  return kind === 'letter' ? redriven(deadLettered(name)) : processed(name);
}

const count = fc.nat({ max: 5 });
const keeper = fc.nat({ max: 1 });
const name = fc.constantFrom(...NAMES);
const step = fc.oneof(
  fc.record({ do: fc.constant('end' as const), name }),
  fc.record({ do: fc.constant('noise' as const) }),
  fc.record({ do: fc.constant('decide' as const), keeper, count }),
  fc.record({ do: fc.constant('land' as const), count }),
  fc.record({ do: fc.constant('restart' as const), keeper }),
  fc.record({ do: fc.constant('truncate' as const), count }),
);
type Step =
  | { readonly do: 'begin'; readonly name: string }
  | (typeof step extends fc.Arbitrary<infer S> ? S : never);

/** A stream, what is written to it by two keepers and others, and what its retention drops. */
class Stream {
  readonly log: JournalRecord[] = [];
  readonly open = new Set<string>();
  head = 0;
  private readonly keepers = [new Reader(0), new Reader(0)];
  private inFlight: OpenRecord[] = [];

  constructor(
    private readonly kind: Kind,
    private readonly isKept: boolean,
  ) {
    for (const each of NAMES) this.take({ do: 'begin', name: each });
    this.take({ do: 'noise' });
    for (const each of this.keepers) each.read(this.log);
  }

  run(steps: readonly Step[]): this {
    for (const each of steps) this.take(each);
    return this;
  }

  private take(step: Step): void {
    if (step.do === 'begin') {
      this.open.add(step.name);
      this.log.push(begin(this.kind, step.name));
    } else if (step.do === 'end') {
      this.open.delete(step.name);
      this.log.push(end(this.kind, step.name));
    } else if (step.do === 'noise') this.log.push(end(this.kind, 'another'));
    else if (step.do === 'decide') {
      const { open } = (this.keepers[step.keeper] as Reader).read(this.log, step.count);
      // Long after what it was handed out before.
      const later = Date.now() + 1e9 * (1 + this.log.length + this.inFlight.length);
      this.inFlight.push(...open.takeDue(-1, 10, later));
    } else if (step.do === 'land') {
      const [landed] = this.inFlight.splice(step.count, 1);
      if (landed) this.log.push(landed);
    } else if (step.do === 'restart') this.keepers[step.keeper] = new Reader(this.head);
    else this.truncate(this.head + step.count);
  }

  private truncate(to: number): void {
    this.head = Math.min(to, this.isKept ? this.bound() : Infinity, this.log.length);
  }

  /** The last entry from which on each open one is found: what the keepers see to in time. */
  private bound(): number {
    let bound = this.log.length;
    for (const each of this.open) {
      let last = 0;
      for (const [entry, record] of this.log.entries()) {
        if (record.kind !== 'dead-lettered' && record.kind !== 'progress') continue;
        const of = record.kind === 'progress' ? record.delivery.messageId : record.deadLetterId;
        if (of === each) last = Math.max(last, (record.asOf ?? entry * ENTRY) / ENTRY);
      }
      bound = Math.min(bound, last);
    }
    return bound;
  }
}

describe.each(['letter', 'progress'] as const)('what is open, a %s,', (kind) => {
  const runs = { numRuns: 500 };
  const steps = fc.array(step, { maxLength: 40 });

  it('never opens again once it is settled, wherever the stream was cut and a worker starts', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(1, 2, 100), async (all, capacity) => {
        const { head, log, open } = new Stream(kind, false).run(all);
        for (let start = head; start <= log.length; start += 1) {
          const found = await new Reader(start, capacity).read(log).found(kind);
          expect([...open]).toEqual(expect.arrayContaining(found));
        }
      }),
      runs,
    );
  });

  it('is not believed when more has ended since than is remembered', async () => {
    const log = new Stream(kind, false).run([
      { do: 'decide', keeper: 0, count: 0 },
      { do: 'end', name: 'a' },
      ...Array<Step>(3).fill({ do: 'noise' }),
      { do: 'land', count: 0 },
    ]).log;
    expect(await new Reader(1, 1).read(log).found(kind)).toEqual(['b']);
    expect(await new Reader(2, 100).read(log).found(kind)).toEqual([]);
  });

  it('is the same for every worker, if each is written again before its record is cut off', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { head, log, open } = new Stream(kind, true).run(all);
        const whole = await new Reader(0).read(log).found(kind);
        expect(new Set(whole)).toEqual(open);
        const late = await new Reader(head).read(log).found(kind);
        expect(new Set(late)).toEqual(open);
        expect(late).toEqual(whole);
      }),
      runs,
    );
  });
});
