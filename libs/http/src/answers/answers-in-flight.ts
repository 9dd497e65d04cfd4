import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** How long an answer may take to be read, in milliseconds. */
export interface ReadingDeadlines {
  /** Without the network taking anything of it; its own buffers spare a slow client for some seconds. */
  readonly stalledMs: number;
  readonly inAllMs: number;
  /** While others wait for memory, those that were read least within this time are cut off. */
  readonly raceMs?: number;
}

const DEADLINES: ReadingDeadlines = { stalledMs: 20_000, inAllMs: 120_000 };
const RACE_MS = 200;
/** A client that reads as much in that time, about 80 KiB a second, is not cut off. */
const MIN_RACE_BYTES = 16_384;
const CHUNK_BYTES = 65_536;

/** An answer in memory. */
interface Held {
  readonly raw: FastifyReply['raw'];
  /** Bytes that were given to the connection. */
  given: number;
  /** What the client had read when it was looked at last; undefined: it was not. */
  readBefore?: number;
}

/**
 * Answers that are in memory until their clients have read them. A client that stops reading for 20
 * seconds, or takes longer than two minutes, is disconnected; sooner when others wait for that memory.
 */
export class AnswersInFlight {
  private held = 0;
  private readonly answers = new Set<Held>();
  private race?: NodeJS.Timeout;

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
    const answer: Held = { raw, given: 0 };
    this.answers.add(answer);
    raw.once('close', () => {
      clearTimeout(timer);
      this.answers.delete(answer);
      this.held -= body.length;
      this.onLess();
    });
    void reply.type(type).header('content-length', body.length).send(toStream(body, answer));
  }

  /**
   * Every fifth of a second, as long as requests wait for memory: cuts off as many of the answers, up to half of
   * the slow ones, that were read least meanwhile; slow is less than 16 KiB. So clients that read nothing cost the others some seconds at most.
   *
   * @param waiting how many requests wait for it still.
   */
  makeRoom(waiting: () => number): void {
    const { raceMs = RACE_MS } = this.deadlines;
    this.race ??= setTimeout(() => {
      this.race = undefined;
      const count = waiting();
      if (count > 0) this.cutOff(count);
      for (const each of this.answers) each.readBefore = count > 0 ? readOf(each) : undefined;
      if (count > 0) this.makeRoom(waiting);
    }, raceMs).unref();
  }

  private cutOff(count: number): void {
    const progressOf = (each: Held): number => readOf(each) - (each.readBefore ?? 0);
    const slowest = [...this.answers]
      .filter((each) => each.readBefore !== undefined && progressOf(each) < MIN_RACE_BYTES)
      .sort((one, other) => progressOf(one) - progressOf(other));
    const half = Math.ceil(slowest.length / 2);
    for (const { raw } of slowest.slice(0, Math.min(count, half))) raw.destroy();
  }
}

/** About how many bytes the network has taken. */
function readOf({ given, raw }: Held): number {
  return given - (raw.socket?.writableLength ?? 0);
}

function toStream(body: Buffer, answer: Held): Readable {
  return new Readable({
    read() {
      const chunk = body.subarray(answer.given, answer.given + CHUNK_BYTES);
      answer.given += chunk.length;
      this.push(chunk.length === 0 ? null : chunk);
    },
  });
}
