/** What a caller is told, once: an answer or an error. */
export type Told = { readonly response: unknown } | { readonly error: Error };

/** A caller whose command is on its way. */
export class WaitingCaller {
  /** Whether the command may have been sent. */
  isSent = false;
  private timer?: NodeJS.Timeout;

  constructor(
    readonly messageId: string,
    private readonly tell: (told: Told) => void,
    private readonly onSettled: (caller: WaitingCaller) => void,
  ) {}

  /** @param onTimeout what is told when it has not been told anything else by then. */
  limit(milliseconds: number, onTimeout: () => Told): void {
    this.timer = setTimeout(() => this.settle(onTimeout()), milliseconds);
  }

  /** Tells the caller, which waits no more. Only for one that still waits: `isWaiting`. */
  settle(told: Told): void {
    this.leave();
    this.tell(told);
  }

  /** It waits no more, and is told nothing. Only for one that still waits. */
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

  add(messageId: string, tell: (told: Told) => void): WaitingCaller {
    const caller = new WaitingCaller(messageId, tell, (each) => this.remove(each));
    this.waiting.set(messageId, caller);
    return caller;
  }

  find(messageId: string): WaitingCaller | undefined {
    return this.waiting.get(messageId);
  }

  /** Whether it still is to be told something. */
  isWaiting(caller: WaitingCaller): boolean {
    return this.waiting.get(caller.messageId) === caller;
  }

  /** Those whose command may have been sent: when their channel is gone, no answer can come. */
  sent(): WaitingCaller[] {
    return [...this.waiting.values()].filter(({ isSent }) => isSent);
  }

  /** Resolves when nobody waits any more. */
  async idle(): Promise<void> {
    if (this.waiting.size > 0) await new Promise<void>((resolve) => (this.whenEmpty = resolve));
  }

  private remove(caller: WaitingCaller): void {
    if (this.isWaiting(caller)) this.waiting.delete(caller.messageId);
    if (this.waiting.size === 0) this.whenEmpty?.();
  }
}
