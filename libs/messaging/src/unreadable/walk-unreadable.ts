import { setTimeout as wait } from 'node:timers/promises';
import type { Channel, ChannelModel } from 'amqplib';
import {
  notLookedAt,
  readUnreadable,
  UNDELIVERABLE,
  type SetAsideMessage,
} from './read-unreadable';

const AGAIN_AFTER_MS = 100;
/** How often it is asked whether all are back; others may take some out meanwhile. */
const MAX_ASKED_AGAIN = 20;
const DEADLINE_MS = 6_000;

/**
 * A look at one unreadable message after the other, over several connections: the broker closes one for
 * each message that it cannot hand over. Ends after six seconds, and says how many it has not seen.
 */
export class UnreadableWalk<T> {
  private readonly until: number;
  private left: number;
  private found: T[] = [];
  private isAsking = false;

  /** @param total how many there were when they were counted last. */
  constructor(
    private readonly queue: string,
    private total: number,
    private readonly each: (message: SetAsideMessage) => T,
    deadlineMs = DEADLINE_MS,
  ) {
    this.until = performance.now() + deadlineMs;
    this.left = total;
  }

  /** To be called when the broker has closed the connection for a fault of its own. */
  noteFault(): void {
    if (!this.isAsking) return;
    this.left -= 1;
    this.found.push(this.each(UNDELIVERABLE));
  }

  /** Continues on a new connection; resolves with what was made of every message. */
  async continueOn(connection: ChannelModel): Promise<T[]> {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    this.isAsking = false;
    await this.countBack(channel);
    for (this.isAsking = true; this.left > 0;) {
      if (performance.now() > this.until) {
        this.found.push(this.each(notLookedAt(this.left)));
        break;
      }
      const message = await channel.get(this.queue);
      if (!message) {
        await this.startAgain(channel);
        continue;
      }
      this.left -= 1;
      this.found.push(this.each(readUnreadable(message)));
      // Not through a `Settlement`, which has the broker dead-letter what is returned twice.
      channel.nack(message);
    }
    await channel.close();
    return this.found;
  }

  /** Another process had some in hand or removed some: what was seen may not be each of them once. */
  private async startAgain(channel: Channel): Promise<void> {
    this.isAsking = false;
    this.left = this.total = await this.countBack(channel);
    this.isAsking = true;
    this.found = [];
  }

  /** What a lost connection had in hand is not there for a moment. */
  private async countBack(channel: Channel): Promise<number> {
    for (let asked = 0; ; asked += 1) {
      const { messageCount } = await channel.checkQueue(this.queue);
      if (messageCount >= this.total || asked >= MAX_ASKED_AGAIN) return messageCount;
      await wait(AGAIN_AFTER_MS);
    }
  }
}
