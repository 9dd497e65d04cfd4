import type { JournalReach, Projection, TriagedRecord, TriageFields } from '@warren/messaging';
import { isHttpAddress } from './http-address';

/** Groups about which something is said; about 10 kB each at most. */
const CAPACITY = 1_000;

/** What is said of a group, and who said the last of it. */
export interface Triage {
  readonly owner?: string;
  readonly note?: string;
  readonly link?: string;
  readonly muteUntil?: Date;
  readonly mutePerHour?: number;
  readonly at: Date;
  readonly by: string;
}

/** What is kept of a group; `said` is empty when all was taken back. */
export interface KeptTriage {
  readonly group: string;
  readonly queue: string;
  readonly said: TriageFields;
  readonly at: Date;
  readonly by: string;
  /** Where it was changed last. */
  readonly changedOffset: number;
  /** Where it is recorded last: bytes of the journal that were read up to there, and when. */
  readonly recorded: { readonly bytes: number; readonly atMs: number };
}

/**
 * What people said of groups of dead letters: of each field the last in the order of the journal, so
 * every desk says the same. Kept are the 1,000 groups that were changed last.
 */
export class TriageProjection implements Projection {
  private readonly groups = new Map<string, KeptTriage>();
  private readonly waiting = new Map<string, () => void>();
  private readonly queues: ReadonlySet<string>;
  private since = 0;
  private readTo = 0;
  private bytes = 0;

  constructor(
    topology: { readonly queues: readonly { readonly name: string }[] },
    private readonly capacity = CAPACITY,
  ) {
    this.queues = new Set(topology.queues.map(({ name }) => name));
  }

  apply(_: unknown, offset: number, { bytes }: JournalReach): void {
    this.readTo = offset;
    this.bytes = bytes;
  }

  applyTriage(record: TriagedRecord, offset: number, reach: JournalReach): void {
    // What was changed in a gap is not known.
    if (reach.since !== this.since) this.groups.clear();
    this.since = reach.since;
    this.apply(record, offset, reach);
    this.keep(record, offset);
    this.waiting.get(record.change)?.();
  }

  get(group: string): Triage | undefined {
    const kept = this.groups.get(group);
    return kept && !isEmpty(kept.said) ? show(kept) : undefined;
  }

  /** The queue of a group of which something is said, or was. */
  queueOf(group: string): string | undefined {
    return this.groups.get(group)?.queue;
  }

  /** Of whom something is said, recorded longest ago first. */
  kept(): KeptTriage[] {
    return [...this.groups.values()].filter(({ said }) => !isEmpty(said));
  }

  /** How much of the journal was read. */
  get reach(): { readonly offset: number; readonly bytes: number } {
    return { offset: this.readTo, bytes: this.bytes };
  }

  /** Whether the change of this name was read within this time. To be called before it is written. */
  untilRead(change: string, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (isRead: boolean): void => {
        clearTimeout(timer);
        this.waiting.delete(change);
        resolve(isRead);
      };
      const timer = setTimeout(() => settle(false), withinMs);
      this.waiting.set(change, () => settle(true));
    });
  }

  private keep(record: TriagedRecord, offset: number): void {
    const { againAt, asOf, at, by, firstOffset = offset, group, queue } = record;
    if (!this.queues.has(queue)) return;
    const known = this.groups.get(group);
    const isAgain = asOf !== undefined;
    if (isAgain && (asOf < this.since || asOf < (known?.changedOffset ?? 0))) return;
    const said = isAgain ? clean(record) : clean({ ...known?.said, ...given(record) });
    const changedOffset = isAgain ? Math.min(known?.changedOffset ?? firstOffset, offset) : offset;
    const recorded = { bytes: this.bytes, atMs: (againAt ?? at).getTime() };
    this.groups.delete(group);
    this.groups.set(group, { group, queue, said, at, by, changedOffset, recorded });
    if (this.groups.size > this.capacity) this.forgetOne();
  }

  /** By its place in the journal, so that every desk forgets the same one. */
  private forgetOne(): void {
    let oldest: KeptTriage | undefined;
    for (const each of this.groups.values()) {
      if (!oldest || each.changedOffset < oldest.changedOffset) oldest = each;
    }
    if (oldest) this.groups.delete(oldest.group);
  }
}

function given({ link, muteUntil, mutePerHour, note, owner }: TriageFields): TriageFields {
  const fields = Object.entries({ link, muteUntil, mutePerHour, note, owner });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** Without what was taken back, and what no desk writes. */
function clean(fields: TriageFields): TriageFields {
  const { link, muteUntil, ...others } = given(fields);
  const isTime = muteUntil != null && !Number.isNaN(Date.parse(muteUntil));
  const known = {
    ...others,
    ...(isTime && { muteUntil }),
    ...(link != null && isHttpAddress(link) && { link }),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
}

function isEmpty(said: TriageFields): boolean {
  return Object.keys(said).length === 0;
}

function show({ at, by, said }: KeptTriage): Triage {
  const { link, muteUntil, mutePerHour, note, owner } = said;
  const until = muteUntil == null ? {} : { muteUntil: new Date(muteUntil) };
  const texts = Object.entries({ owner, note, link, mutePerHour });
  return { ...Object.fromEntries(texts.filter(([, each]) => each != null)), ...until, at, by };
}
