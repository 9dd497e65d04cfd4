import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { settleWithin } from '../../async/settle-within';
import { Mutex } from '../../async/mutex';

/** One return most likely means a lost connection; a message that was returned twice may kill. */
const SUSPICIOUS_FROM = 2;
/** More returns than an innocent message comes to, if all goes well. */
const LIKELY_FROM = 4;
const CALM_MS = 50;
const MAX_CALM_MS = 1_000;
/** Where many queues bring theirs all the time, it is never calm. */
const MAX_CALMS = 5;
/** While one waits it grows old with every lost connection. A killer kills sooner, most likely. */
const PATIENCE_MS = 2_000;
const MAX_PATIENCE_MS = 16_000;

/** The turn of a fetch. */
export interface Lease {
  /** Whether others have theirs already, since the broker did not answer. */
  readonly isOver: boolean;
}

/** A delivery that may kill, and is being handled. */
export interface HandledSuspect {
  readonly redeliveries: number;
  readonly done: Promise<void>;
}

interface Suspect {
  readonly redeliveries: number;
  readonly since: number;
  readonly handle: () => Promise<void>;
  /** Resolves what `admit` returned. */
  readonly done: () => void;
}

/**
 * Keeps a message that kills its process from taking its neighbours along. The broker counts a
 * return for every delivery that a dying process held, and dead-letters at the limit, so what has
 * come back twice without a verdict is handled alone: one at a time in the whole process, and the
 * next only when the ack of the one before has left, or when that one has run for long: two seconds
 * after two returns, twice as long after each one more, up to sixteen.
 *
 * Most of them are fetched when it is their turn, in the order of their queues. Of those that came by
 * themselves and are held already, those with fewer returns come first, and one that has many waits
 * until no others arrive; but who has waited for two seconds is next. Among equals it is the first in
 * the first round, so that those ahead of the killer get by, and the last in the next, so that those
 * behind it do; after that chance decides.
 */
export class PoisonIsolation {
  private readonly suspects: Suspect[] = [];
  private isBusy = false;
  /** Resolves when none of the admitted waits. */
  private emptied = Promise.resolve();
  private isStopped = false;
  private lastArrival = 0;
  private readonly mutex = new Mutex();

  /** @param random from 0 to 1, as `Math.random()` gives. */
  constructor(private readonly random: () => number = Math.random) {}

  /** Whether a delivery with this number of returns is to be handled here. */
  concerns(redeliveries: number): boolean {
    return redeliveries >= SUSPICIOUS_FROM;
  }

  /**
   * Handles the delivery when its turn has come, and resolves when that is done or will not be.
   *
   * @param handle begins at once, and resolves when the delivery is done and its ack was given to the
   * channel; never rejects.
   */
  admit(redeliveries: number, handle: () => Promise<void>): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    this.lastArrival = performance.now();
    return new Promise((done) => {
      const handleAndResolve = (): Promise<void> => handle().then(done);
      this.suspects.push({ redeliveries, since: this.lastArrival, handle: handleAndResolve, done });
      if (!this.isBusy) this.emptied = this.run();
    });
  }

  /**
   * Fetches deliveries when it is its turn, and waits for the last of them if that one may kill. Of
   * those that may, the process holds this one only, and what was admitted, which goes first.
   *
   * @param isFirst whether nothing that may kill was fetched for it yet: it goes before those who had
   * some, so that a queue with many of them keeps no other waiting for all.
   * @param fetch resolves with what is to be waited for: handled at once, and done when its ack was
   * given to the channel. Its turn is over after two seconds without an answer; resolves when it has one.
   * @returns whether it had its turn: not when no further turn begins.
   * @throws what it throws.
   */
  async visit(
    isFirst: boolean,
    fetch: (turn: Lease) => Promise<HandledSuspect | undefined>,
  ): Promise<boolean> {
    await settleWithin(this.emptied, PATIENCE_MS);
    let fetched: Promise<HandledSuspect | undefined> | undefined;
    await this.mutex.take(
      async () => {
        if (this.isStopped) return;
        const lease = { isOver: false };
        fetched = fetch(lease);
        lease.isOver = !(await settleWithin(fetched, PATIENCE_MS));
        const suspect = lease.isOver ? undefined : await fetched;
        if (suspect) await settleWithin(suspect.done, patienceWith(suspect.redeliveries));
      },
      { after: ackLeaves, isUrgent: isFirst },
    );
    await fetched;
    return fetched !== undefined;
  }

  /** Begins no other, for good. */
  stop(): void {
    this.isStopped = true;
    for (const { done } of this.suspects.splice(0)) done();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    await this.untilCalm(CALM_MS);
    while (this.suspects.length > 0) {
      await this.untilOthersHaveCome();
      if (this.isStopped) return;
      await this.mutex.take(() => this.handleNext(), { after: ackLeaves, isUrgent: true });
    }
    this.isBusy = false;
  }

  private async handleNext(): Promise<void> {
    // It may have been stopped while another had its turn.
    if (this.suspects.length === 0) return;
    const { handle, redeliveries } = this.draw();
    await settleWithin(handle(), patienceWith(redeliveries));
  }

  private get fewestReturns(): number {
    return Math.min(...this.suspects.map(({ redeliveries }) => redeliveries));
  }

  private get isOneImpatient(): boolean {
    const [oldest] = this.suspects;
    return oldest !== undefined && performance.now() - oldest.since >= PATIENCE_MS;
  }

  private draw(): Suspect {
    if (this.isOneImpatient) return this.suspects.shift() as Suspect;
    const fewest = this.fewestReturns;
    const equals = this.suspects.filter(({ redeliveries }) => redeliveries === fewest);
    const drawn = equals[this.placeToDraw(fewest, equals.length)] as Suspect;
    this.suspects.splice(this.suspects.indexOf(drawn), 1);
    return drawn;
  }

  private placeToDraw(redeliveries: number, count: number): number {
    if (redeliveries === SUSPICIOUS_FROM) return 0;
    if (redeliveries === SUSPICIOUS_FROM + 1) return count - 1;
    return Math.floor(this.random() * count);
  }

  /**
   * The queues of a process that has just started bring theirs one after another. Every message
   * with the process when the killer's turn comes has one more return: the more likely it is to be
   * the killer, the longer it waits for those that are not.
   */
  private async untilOthersHaveCome(): Promise<void> {
    for (let seen = -1; seen !== this.fewestReturns && !this.isOneImpatient;) {
      seen = this.fewestReturns;
      if (seen < LIKELY_FROM) return;
      await this.untilCalm(Math.min(CALM_MS * 2 ** (seen - SUSPICIOUS_FROM), MAX_CALM_MS));
    }
  }

  /** Resolves when nothing has arrived for so long, or when one has waited long enough for that. */
  private async untilCalm(calmMs: number): Promise<void> {
    const deadline = performance.now() + MAX_CALMS * calmMs;
    for (let until = performance.now() + calmMs; until > performance.now();) {
      if (this.isOneImpatient) return;
      await wait(until - performance.now());
      until = Math.min(this.lastArrival + calmMs, deadline);
    }
  }
}

/**
 * How long the next one waits for one that runs. A killer kills sooner, most likely, and a long job
 * should not keep others waiting. But one that was returned often is not safe from the delivery
 * limit while others run beside it, so it has the more time alone.
 */
function patienceWith(redeliveries: number): number {
  return Math.min(PATIENCE_MS * 2 ** (redeliveries - SUSPICIOUS_FROM), MAX_PATIENCE_MS);
}

/** amqplib hands what it was given to the socket in the next turn of the event loop; then a crash cannot undo it. */
async function ackLeaves(): Promise<void> {
  await turn();
  await turn();
}
