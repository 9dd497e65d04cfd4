import type { Topology } from '@warren/model';
import { BEAT_EVERY_MS, type Heartbeat } from './heartbeat';

/** Who was heard no longer ago than that lives. */
export const ALIVE_WITHIN_MS = 3 * BEAT_EVERY_MS;
/** For so long one that went away is shown. */
const SHOWN_FOR_MS = 10 * 60_000;
const CAPACITY = 500;

/** A process, as its last heartbeat says. */
export interface SeenProcess {
  readonly beat: Heartbeat;
  /** When it was heard last, by this process's clock. */
  readonly heardAt: number;
  /** Entries of the journal that it had not read and this process had, when it was heard. */
  readonly behind?: number;
}

/** The processes that said that they live, 500 at most: further names are not taken until one has gone. */
export class AliveProcesses {
  private readonly seen = new Map<string, SeenProcess>();
  private listeners = new Set<() => void>();

  private readonly queues: ReadonlySet<string>;

  constructor(
    topology: Pick<Topology, 'queues'>,
    private readonly capacity = CAPACITY,
    private readonly now: () => number = Date.now,
  ) {
    this.queues = new Set(topology.queues.map(({ name }) => name));
  }

  /** @param journalEntry the last one that this process has read. */
  hear(beat: Heartbeat, journalEntry: number): void {
    const heardAt = this.now();
    if (!this.seen.has(beat.name) && !this.hasRoom()) return;
    const behind =
      beat.journalEntry === undefined ? undefined : Math.max(0, journalEntry - beat.journalEntry);
    this.seen.delete(beat.name);
    const queues = beat.queues.filter(({ queue }) => this.queues.has(queue));
    const kept = { ...beat, queues: queues.slice(0, this.queues.size) };
    this.seen.set(beat.name, { beat: kept, heardAt, ...(behind !== undefined && { behind }) });
    const woken = [...this.listeners];
    for (const wake of woken) wake();
  }

  /** By name; those that went away within ten minutes too. */
  list(): readonly SeenProcess[] {
    const from = this.now() - SHOWN_FOR_MS;
    const shown = [...this.seen.values()].filter(({ heardAt }) => heardAt >= from);
    return shown.sort((a, b) => (a.beat.name < b.beat.name ? -1 : 1));
  }

  isAlive({ beat, heardAt }: SeenProcess): boolean {
    return !beat.isLeaving && this.now() - heardAt <= ALIVE_WITHIN_MS;
  }

  /** Resolves with the last of `look()`, as soon as that is empty, or when the time is over. */
  async until<T>(look: () => readonly T[], withinMs: number): Promise<readonly T[]> {
    if (look().length === 0) return [];
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        clearInterval(ticker);
        this.listeners.delete(check);
        resolve();
      };
      const check = (): void => {
        if (look().length === 0) end();
      };
      const timer = setTimeout(end, withinMs);
      // Who died says nothing.
      const ticker = setInterval(check, 250);
      this.listeners.add(check);
    });
    return look();
  }

  /** Who was heard longest ago makes room, unless it lives. */
  private hasRoom(): boolean {
    if (this.seen.size < this.capacity) return true;
    const [oldest] = this.seen.values();
    return oldest !== undefined && !this.isAlive(oldest) && this.seen.delete(oldest.beat.name);
  }
}
