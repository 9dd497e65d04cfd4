/**
 * How many deliveries a consumer holds at a time: one, until the deliveries that come are ones that
 * have not come back. The broker counts a return for all that a dying process held, handled or not,
 * and what came back stands at the head of its queue: one at a time, no more of it grows old than can
 * be helped (see Quarantine).
 */
export class Caution {
  private isNeeded = true;

  /** Whether to hold one delivery at a time. */
  get isOn(): boolean {
    return this.isNeeded;
  }

  /** A channel is new: what was held on the one before has come back. */
  begin(): void {
    this.isNeeded = true;
  }

  /**
   * Looks at a delivery as it comes.
   *
   * @param isSuspect whether it has come back so often that it is handled alone.
   * @param suspects how many such deliveries of this consumer are not handled yet, with this one.
   * @param held how many deliveries it holds, with this one.
   * @param prefetch how many it may hold. With more than half of them in hand a new subscription,
   * which counts for itself, would bring more and more.
   */
  look(isSuspect: boolean, suspects: number, held: number, prefetch: number): void {
    if (isSuspect) this.isNeeded = true;
    else if (suspects === 0 && held <= Math.max(1, prefetch / 2)) this.isNeeded = false;
  }
}
