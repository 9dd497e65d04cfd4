import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** How long an answer may take to be read, in milliseconds. */
export interface ReadingDeadlines {
  /** Without the network taking anything of it; its own buffers spare a slow client for some seconds. */
  readonly stalledMs: number;
  readonly inAllMs: number;
}

const DEADLINES: ReadingDeadlines = { stalledMs: 20_000, inAllMs: 120_000 };
const CHUNK_BYTES = 65_536;

/**
 * Answers that are in memory until their clients have read them. A client that stops reading for 20
 * seconds, or takes longer than two minutes, is disconnected.
 */
export class AnswersInFlight {
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
    const { inAllMs, stalledMs } = this.deadlines;
    const { raw } = reply;
    this.held += body.length;
    // Node disconnects then. It sees also what the network takes of a write that is not complete.
    raw.setTimeout(stalledMs);
    const timer = setTimeout(() => raw.destroy(), inAllMs).unref();
    raw.once('close', () => {
      clearTimeout(timer);
      this.held -= body.length;
      this.onLess();
    });
    void reply.type(type).header('content-length', body.length).send(toStream(body));
  }
}

function toStream(body: Buffer): Readable {
  let at = 0;
  return new Readable({
    read() {
      const chunk = body.subarray(at, (at += CHUNK_BYTES));
      this.push(chunk.length === 0 ? null : chunk);
    },
  });
}
