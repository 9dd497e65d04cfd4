/** What a caller gets, once: an answer or an error. */
export type CommandResult = { readonly response: unknown } | { readonly error: Error };

/** A caller whose command is on its way. */
export class WaitingCaller {
  /** Whether the command may have been sent. */
  isSent = false;
  private timer?: NodeJS.Timeout;

  constructor(
    readonly messageId: string,
    private readonly resolve: (result: CommandResult) => void,
    private readonly onSettled: (caller: WaitingCaller) => void,
  ) {}

  /** @param onTimeout the result when there is no other by then. */
  limit(milliseconds: number, onTimeout: () => CommandResult): void {
    this.timer = setTimeout(() => this.settle(onTimeout()), milliseconds);
  }

  /** Gives the caller its result. Only for one that still waits: `isWaiting`. */
  settle(result: CommandResult): void {
    this.leave();
    this.resolve(result);
  }

  /** Ends the wait without a result. Only for one that still waits. */
  leave(): void {
    clearTimeout(this.timer);
    this.onSettled(this);
  }
}

/** The callers that wait for answers, each known by the id of its command. */
export class WaitingCallers {
  private readonly waiting = new Map<string, WaitingCaller>();
  private whenEmpty?: () => void;

  get size(): number {
    return this.waiting.size;
  }

  add(messageId: string, resolve: (result: CommandResult) => void): WaitingCaller {
    const caller = new WaitingCaller(messageId, resolve, (each) => this.remove(each));
    this.waiting.set(messageId, caller);
    return caller;
  }

  find(messageId: string): WaitingCaller | undefined {
    return this.waiting.get(messageId);
  }

  /** Whether it still waits for its result. */
  isWaiting(caller: WaitingCaller): boolean {
    return this.waiting.get(caller.messageId) === caller;
  }

  /** Those whose command may have been sent: when their channel is gone, no answer can come. */
  sent(): WaitingCaller[] {
    return [...this.waiting.values()].filter(({ isSent }) => isSent);
  }

  /** Resolves when no caller waits. */
  async idle(): Promise<void> {
    if (this.waiting.size > 0) await new Promise<void>((resolve) => (this.whenEmpty = resolve));
  }

  private remove(caller: WaitingCaller): void {
    if (this.isWaiting(caller)) this.waiting.delete(caller.messageId);
    if (this.waiting.size === 0) this.whenEmpty?.();
  }
}
