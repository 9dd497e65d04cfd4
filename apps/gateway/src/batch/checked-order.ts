/**
 * Keeps the order of entries while one of them is checked and the check takes more than a moment: the
 * next one is not begun before that one is published or refused.
 */
export class CheckedOrder {
  private checking?: Promise<void>;

  /** Returns the check: the entry must continue, without another wait, when it is done. */
  keep<T>(check: Promise<T>): Promise<T> {
    const done = (): void => (this.checking = undefined);
    this.checking = check.then(done, done);
    return check;
  }

  /** Undefined when no check is under way. */
  untilChecked(): Promise<void> | undefined {
    return this.checking;
  }
}
