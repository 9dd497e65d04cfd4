import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';

/** Who sends, and says when it has room again; no promise: it would not refuse for want of room. */
interface Sender {
  send(message: OutgoingMessage): Promise<SendOutcome>;
  untilRoom(): Promise<void> | undefined;
}

interface Waiting {
  readonly message: OutgoingMessage;
  readonly deadline: number;
  readonly settle: (outcome: SendOutcome | Promise<SendOutcome>) => void;
}

/** The messages that wait for room to be sent: the first to come goes first, one for each place. */
export class SendQueue {
  private readonly waiting: Waiting[] = [];
  private isMoving = false;
  private sweeper?: NodeJS.Timeout;

  /** @param timeoutMs how long a message waits here; one that is still here then is refused. */
  constructor(
    private readonly sender: Sender,
    private readonly timeoutMs: number,
  ) {}

  /** Sends it when it is its turn, and resolves with what became of it. */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    return new Promise((settle) => {
      this.waiting.push({ message, deadline: performance.now() + this.timeoutMs, settle });
      if (this.isMoving) this.watch();
      else void this.move();
    });
  }

  /** One caller waits for room on behalf of the whole line, and uses all there is. */
  private async move(): Promise<void> {
    this.isMoving = true;
    while (this.waiting.length > 0) {
      const room = this.sender.untilRoom();
      if (room) {
        this.watch();
        await room;
      } else {
        this.sendFirst();
      }
    }
    this.isMoving = false;
    clearTimeout(this.sweeper);
    this.sweeper = undefined;
  }

  private watch(): void {
    this.sweeper ??= setTimeout(() => this.sweep(), this.timeoutMs);
  }

  private sendFirst(): void {
    const first = this.waiting.shift();
    first?.settle(this.sender.send(first.message));
  }

  /** One timer serves all: deadlines pass in the order of the line. */
  private sweep(): void {
    this.sweeper = undefined;
    const now = performance.now();
    for (let first = this.waiting[0]; first; first = this.waiting[0]) {
      if (first.deadline > now) {
        this.sweeper = setTimeout(() => this.sweep(), Math.ceil(first.deadline - now));
        return;
      }
      this.waiting.shift();
      first.settle({ kind: 'refused', reason: 'too many messages already wait for the broker' });
    }
  }
}
