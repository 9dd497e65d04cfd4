import type { Happening } from './happening';

/** Names of workers that are known; with more, the one that was heard of longest ago is forgotten. */
const CAPACITY = 1_000;
/** Who is first heard of so soon after the journal begins may have been there before. */
const BEGIN_MS = 60_000;
/** Who was heard of, and then is not for so long while others are, may have gone. */
const GONE_MS = 60_000;

/** Of which workers the journal has records, and when it had the last. */
export class WorkersSeen {
  private readonly lasts = new Map<string, number>();
  private beginMs = Infinity;
  private newestMs = -Infinity;

  /** What is known begins then. */
  begin(at: Date): void {
    this.lasts.clear();
    this.beginMs = at.getTime();
    this.newestMs = -Infinity;
  }

  /** Whether it is a new one. */
  note(worker: string, at: Date): boolean {
    const atMs = at.getTime();
    const last = this.lasts.get(worker);
    this.newestMs = Math.max(this.newestMs, Math.min(atMs, Date.now()));
    this.lasts.set(worker, Math.max(last ?? -Infinity, atMs));
    if (last !== undefined) return false;
    if (this.lasts.size > CAPACITY) this.forgetOne();
    return atMs - this.beginMs >= BEGIN_MS;
  }

  /** The last of those that may have gone. */
  gone(): Happening[] {
    const gone = [...this.lasts].filter(([, lastMs]) => this.newestMs - lastMs >= GONE_MS);
    return gone.map(([worker, atMs]) => ({ kind: 'worker-gone', atMs, worker }));
  }

  private forgetOne(): void {
    let oldest: [string, number] | undefined;
    for (const each of this.lasts) if (!oldest || each[1] < oldest[1]) oldest = each;
    if (oldest) this.lasts.delete(oldest[0]);
  }
}
