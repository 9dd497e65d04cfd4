import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** How long an answer may take to be read, in milliseconds. */
export interface ReadingDeadlines {
  /** Without the client taking anything. */
  readonly stalledMs: number;
  readonly inAllMs: number;
}

const DEADLINES: ReadingDeadlines = { stalledMs: 5_000, inAllMs: 60_000 };
const SWEEP_MS = 500;
const CHUNK_BYTES = 65_536;

interface InFlight {
  readonly reply: FastifyReply;
  readonly since: number;
  movedAt: number;
}

/**
 * Answers that are in memory until their clients have read them. A client that stops reading for five
 * seconds, or takes longer than a minute, is disconnected.
 */
export class AnswersInFlight {
  private readonly all = new Set<InFlight>();
  private sweeper?: NodeJS.Timeout;
  private held = 0;

  /** @param onLess called when one of them has left memory. */
  constructor(
    private readonly onLess: () => void,
    private readonly deadlines: ReadingDeadlines = DEADLINES,
  ) {}

  /** Bytes in memory. */
  get bytes(): number {
    return this.held;
  }

  /** Sends the bytes, as fast as the client reads. */
  send(reply: FastifyReply, body: Buffer, type: string): void {
    const now = performance.now();
    const each: InFlight = { reply, since: now, movedAt: now };
    this.all.add(each);
    this.held += body.length;
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
    reply.raw.once('close', () => this.end(each, body.length));
    void reply
      .type(type)
      .header('content-length', body.length)
      .send(toStream(body, () => (each.movedAt = performance.now())));
  }

  private end(each: InFlight, bytes: number): void {
    this.all.delete(each);
    this.held -= bytes;
    if (this.all.size === 0) {
      clearInterval(this.sweeper);
      this.sweeper = undefined;
    }
    this.onLess();
  }

  private sweep(): void {
    const now = performance.now();
    const { inAllMs, stalledMs } = this.deadlines;
    for (const { movedAt, reply, since } of this.all) {
      if (now - movedAt > stalledMs || now - since > inAllMs) reply.raw.destroy();
    }
  }
}

function toStream(body: Buffer, onMoved: () => void): Readable {
  let at = 0;
  return new Readable({
    read() {
      onMoved();
      const chunk = body.subarray(at, (at += CHUNK_BYTES));
      this.push(chunk.length === 0 ? null : chunk);
    },
  });
}
