import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { settleWithin } from '../../connection/settle-within';

/** A message that came back once met a lost connection, most likely; one that did twice may kill. */
const SUSPICIOUS_FROM = 2;
/** More returns than an innocent message comes to, if all goes well. */
const LIKELY_FROM = 4;
const CALM_MS = 50;
const LONGEST_CALM_MS = 1_000;
/** Where many queues bring theirs all the time, it is never calm. */
const MOST_CALMS = 5;
/** While one waits it grows old with every lost connection. A killer kills sooner, most likely. */
const PATIENCE_MS = 2_000;

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
 * next only when the ack of the one before has left, or when that one has run for two seconds.
 *
 * Those with fewer returns come first, and one that has many waits until no others arrive; but who
 * has waited for two seconds is next. Among equals it is the first in the first round, so that those
 * ahead of the killer get by, and the last in the next, so that those behind it do; after that chance
 * decides.
 */
export class Quarantine {
  private readonly suspects: Suspect[] = [];
  private isBusy = false;
  /** Resolves when none that was admitted waits any more. */
  private emptied = Promise.resolve();
  private isStopped = false;
  private lastArrival = 0;
  /** Resolves when the one before has had its turn. */
  private turnBefore: Promise<unknown> = Promise.resolve();

  /** @param random from 0 to 1, as `Math.random()` gives. */
  constructor(private readonly random: () => number = Math.random) {}

  /** Whether a delivery with so many returns is to be handled here. */
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
      const handleAndTell = (): Promise<void> => handle().then(done);
      this.suspects.push({ redeliveries, since: this.lastArrival, handle: handleAndTell, done });
      if (!this.isBusy) this.emptied = this.run();
    });
  }

  /**
   * Fetches a delivery when its turn has come, and waits for it if it may kill. Of those that may, the
   * process holds this one only, and what was admitted, which goes first.
   *
   * @param fetchAndHandle resolves when there is none to wait for, or it is done and its ack was given
   * to the channel. @throws what it throws.
   */
  async visit(fetchAndHandle: () => Promise<void>): Promise<void> {
    await settleWithin(this.emptied, PATIENCE_MS);
    await this.inTurn(async () => {
      if (this.isStopped) return;
      const done = fetchAndHandle();
      if (await settleWithin(done, PATIENCE_MS)) await done;
    });
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
      await this.inTurn(() => settleWithin(this.draw().handle(), PATIENCE_MS));
    }
    this.isBusy = false;
  }

  /** Runs the task when the one before has run, and its ack has left. */
  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turnBefore.then(task);
    this.turnBefore = result
      .catch(() => undefined)
      // amqplib hands what it was given to the socket in the next turn; then a crash cannot undo it.
      .then(() => turn())
      .then(() => turn());
    return result;
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
   * The queues of a process that has just started bring theirs one after another. Whatever is with
   * the process when the killer's turn comes has one more return: the more likely it is to be the
   * killer, the longer it waits for those that are not.
   */
  private async untilOthersHaveCome(): Promise<void> {
    for (let seen = -1; seen !== this.fewestReturns && !this.isOneImpatient;) {
      seen = this.fewestReturns;
      if (seen < LIKELY_FROM) return;
      await this.untilCalm(Math.min(CALM_MS * 2 ** (seen - SUSPICIOUS_FROM), LONGEST_CALM_MS));
    }
  }

  /** Resolves when nothing has arrived for so long, or when one has waited long enough for that. */
  private async untilCalm(calmMs: number): Promise<void> {
    const deadline = performance.now() + MOST_CALMS * calmMs;
    for (let until = performance.now() + calmMs; until > performance.now();) {
      if (this.isOneImpatient) return;
      await wait(until - performance.now());
      until = Math.min(this.lastArrival + calmMs, deadline);
    }
  }
}
