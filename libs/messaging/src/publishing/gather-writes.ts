import type { Socket } from 'node:net';

/** With fewer messages in flight each is written at once: nothing would be gathered, only delayed. */
const WORTH_GATHERING = 8;

/**
 * Gathers the messages of one turn of the event loop into one write to the socket, under load only.
 * A write is a system call here and a packet to take apart at the broker, and most of them would
 * carry a single message.
 *
 * What is held back goes out by the end of the turn, whatever happens: nobody has to release it.
 * Heartbeats and a close wait for it no longer than that.
 */
export class WriteGatherer {
  private isHolding = false;

  constructor(private readonly socket: Pick<Socket, 'cork' | 'uncork'>) {}

  /** To be called before a message is written, with the number of those that wait for their answer. */
  expectWrite(inFlight: number): void {
    if (this.isHolding || inFlight < WORTH_GATHERING) return;
    this.isHolding = true;
    this.socket.cork();
    // amqplib writes to the socket in an immediate of its own, which it sets in a tick after the
    // message was given to it; this one comes after that.
    process.nextTick(() => process.nextTick(() => setImmediate(() => this.release())));
  }

  private release(): void {
    this.isHolding = false;
    this.socket.uncork();
  }
}
