/** What a consumer has in hand. */
export interface InHand {
  /** All deliveries that are not settled. */
  readonly held: number;
  /** Those that have come back so often that they are handled alone, and have not run for long yet. */
  readonly suspects: number;
}

/**
 * How many deliveries a consumer holds at a time: one, until the deliveries that come are ones that
 * have not come back. The broker counts a return for all that a dying process held, handled or not,
 * and what came back stands at the head of its queue: one at a time, no more of it grows old than can
 * be helped (see Quarantine).
 */
export class Caution {
  private isNeeded = true;
  private isLastSuspect = true;

  /** Whether to hold one delivery at a time. */
  get isOn(): boolean {
    return this.isNeeded;
  }

  /** A channel is new: what was held on the one before has come back. */
  begin(): void {
    this.isNeeded = true;
    this.isLastSuspect = true;
  }

  /**
   * Looks at a delivery as it comes.
   *
   * @param inHand with this one.
   * @param prefetch how many it may hold.
   */
  look(isSuspect: boolean, inHand: InHand, prefetch: number): void {
    this.isLastSuspect = isSuspect;
    if (isSuspect) this.isNeeded = true;
    this.ease(inHand, prefetch);
  }

  /**
   * Ends when what came last is new, no suspect is left, and not more than half of the prefetch is in
   * hand: a new subscription counts for itself, and would bring more and more.
   */
  ease({ held, suspects }: InHand, prefetch: number): void {
    if (!this.isLastSuspect && suspects === 0 && hasRoom(held, prefetch)) this.isNeeded = false;
  }

  /** Whether the next one should come although the last, a suspect, is still being handled. */
  isForAnother({ held, suspects }: InHand, prefetch: number): boolean {
    const isRoom = held < prefetch && hasRoom(held, prefetch);
    return this.isNeeded && this.isLastSuspect && suspects === 0 && isRoom;
  }
}

function hasRoom(held: number, prefetch: number): boolean {
  return held <= Math.max(1, prefetch / 2);
}
