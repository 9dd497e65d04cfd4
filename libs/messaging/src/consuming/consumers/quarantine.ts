import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';

/** A message that came back once met a lost connection, most likely; one that did twice may kill. */
const SUSPICIOUS_FROM = 2;
const LONGEST_WAIT_MS = 1_000;
const LOOK_EVERY_MS = 10;
const ARRIVAL_PAUSE_MS = 50;

interface Suspect {
  readonly redeliveries: number;
  readonly handle: () => Promise<void>;
}

/**
 * Keeps a message that kills its process from taking its neighbours along. The broker counts a
 * return for every delivery that a dying process held, and dead-letters at the limit, so what has
 * come back twice without a verdict is handled alone: one at a time in the whole process, when
 * nothing else is being handled (or after a second), and the next only when the ack of the one
 * before has left. Those with fewer returns come first. Among equals it is the first in the first
 * round, so that those ahead of the killer get by, and the last in the next, so that those behind it
 * do; after that chance decides.
 */
export class Quarantine {
  private readonly suspects: Suspect[] = [];
  private readonly others: (() => number)[] = [];
  private isBusy = false;

  /** @param random from 0 to 1, as `Math.random()` gives. */
  constructor(private readonly random: () => number = Math.random) {}

  /** Whether a delivery with so many returns is to be handled here. */
  concerns(redeliveries: number): boolean {
    return redeliveries >= SUSPICIOUS_FROM;
  }

  /** Counts what is being handled elsewhere in the process. */
  watch(count: () => number): void {
    this.others.push(count);
  }

  /**
   * Handles the delivery when its turn has come.
   *
   * @param handle resolves when the delivery is done and its ack was given to the channel; never rejects.
   */
  admit(redeliveries: number, handle: () => Promise<void>): void {
    this.suspects.push({ redeliveries, handle });
    if (!this.isBusy) void this.run();
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    while (this.suspects.length > 0) {
      await this.untilQuiet();
      await this.untilAllHaveCome();
      await this.draw().handle();
      // amqplib hands what it was given to the socket in the next turn; then a crash cannot undo it.
      await turn();
      await turn();
    }
    this.isBusy = false;
  }

  private draw(): Suspect {
    const fewest = Math.min(...this.suspects.map(({ redeliveries }) => redeliveries));
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

  /** The last of them is known when no more arrive: the broker sends what it has in one go. */
  private async untilAllHaveCome(): Promise<void> {
    for (let seen = -1; seen !== this.suspects.length;) {
      seen = this.suspects.length;
      await wait(ARRIVAL_PAUSE_MS);
    }
  }

  private async untilQuiet(): Promise<void> {
    // What arrived together with the suspect begins first.
    await turn();
    const deadline = performance.now() + LONGEST_WAIT_MS;
    while (this.others.some((count) => count() > 0) && performance.now() < deadline) {
      await wait(LOOK_EVERY_MS);
    }
  }
}
