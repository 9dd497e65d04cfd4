import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { TimeSlices, type Steps } from '@warren/platform';
import { AnswersInFlight, type ReadingDeadlines } from './answers-in-flight';
import { ProblemError } from '../problems/problem.error';
import { PAGE_BYTES, writeList, type ListPage, type WrittenAnswer } from './write-list';

/** Bounds over all connections of a process. */
const BOUNDS = {
  /** Bytes of answers that clients have not read yet. */
  bytes: 16 * PAGE_BYTES,
  /** Requests that are being answered or wait to be. */
  requests: 512,
  /** How long a request waits for memory, in milliseconds. */
  waitMs: 10_000,
};
const RETRY_AFTER_SECONDS = 5;
const JSON_TYPE = 'application/json; charset=utf-8';

interface Turn {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Answers requests whose answers grow with what is stored. They are written one at a time, in slices of
 * the time that such work shares; answers that are not read yet take at most 64 MiB and one answer
 * more, over all connections; while others wait for that memory, those that read least are cut off. A
 * client that hangs up ends its work.
 */
@Injectable()
export class JsonAnswers {
  private readonly line = new Set<Turn>();
  private readonly inFlight: AnswersInFlight;
  private requests = 0;
  private isWriting = false;

  /** @param bounds other than those above, for tests. */
  constructor(
    private readonly slices: TimeSlices,
    deadlines?: ReadingDeadlines,
    private readonly bounds = BOUNDS,
  ) {
    this.inFlight = new AnswersInFlight(() => this.letNextBegin(), deadlines);
  }

  /**
   * Answers with a list, and with a Link header to the rest.
   *
   * @param find what is to be listed; should stop when the signal is aborted.
   * @throws ProblemError `overloaded` when too many requests wait, or memory is not free in time; and
   * what `find` throws.
   */
  async sendList<T>(
    reply: FastifyReply,
    find: (gone: AbortSignal) => Promise<ListPage<T>> | ListPage<T>,
  ): Promise<void> {
    await this.send(reply, async (gone) => writeList(await find(gone)));
  }

  /** Answers with one object. @throws as `sendList` does. */
  async sendObject(reply: FastifyReply, make: () => Steps<object>): Promise<void> {
    await this.send(reply, () => writeObject(make()));
  }

  /**
   * Answers with bytes as they are, and resolves when the client has read them or is gone: until then
   * they are in memory.
   *
   * @throws as `sendList` does.
   */
  async sendBytes(reply: FastifyReply, make: () => Buffer): Promise<void> {
    const closed = new Promise<void>((resolve) => reply.raw.once('close', () => resolve()));
    await this.send(reply, () => writeBytes(make));
    await closed;
  }

  private async send(
    reply: FastifyReply,
    prepare: (gone: AbortSignal) => Promise<Steps<WrittenAnswer>> | Steps<WrittenAnswer>,
  ): Promise<void> {
    if (this.requests >= this.bounds.requests) throw overloaded();
    this.requests += 1;
    const gone = abortWhenGone(reply).signal;
    try {
      const steps = await prepare(gone);
      await this.turnToWrite(gone);
      await this.write(reply, steps, gone);
    } finally {
      this.requests -= 1;
    }
  }

  private async write(
    reply: FastifyReply,
    steps: Steps<WrittenAnswer>,
    gone: AbortSignal,
  ): Promise<void> {
    try {
      const { body, next, type = JSON_TYPE } = await this.slices.runNext(steps, gone);
      // Its end would not be noticed.
      gone.throwIfAborted();
      if (next !== undefined) void reply.header('link', `<${next}>; rel="next"`);
      this.inFlight.send(reply, body, type);
    } finally {
      this.isWriting = false;
      this.letNextBegin();
    }
  }

  /** Resolves when nothing else is written and there is memory for the answer. */
  private turnToWrite(gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn: Turn = { begin: () => end(resolve), refuse: (error) => end(() => reject(error)) };
      const timer = setTimeout(() => turn.refuse(overloaded()), this.bounds.waitMs);
      const leave = (): void => turn.refuse(gone.reason as Error);
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        this.line.delete(turn);
        settle();
      };
      this.line.add(turn);
      if (gone.aborted) return leave();
      gone.addEventListener('abort', leave);
      this.letNextBegin();
    });
  }

  private get isFull(): boolean {
    return this.inFlight.bytes >= this.bounds.bytes;
  }

  private letNextBegin(): void {
    const [next] = this.line;
    if (!next || this.isWriting) return;
    if (this.isFull) return this.inFlight.makeRoom(() => (this.isFull ? this.line.size : 0));
    this.isWriting = true;
    next.begin();
  }
}

/**
 * Aborted when the client hangs up before its answer is sent. To HEAD the answer is sent at once, and
 * no client reads what would stand in it: aborted too, then.
 */
export function abortWhenGone({ raw }: FastifyReply): AbortController {
  const gone = new AbortController();
  // A problem, so that it is not logged as a failure of the server; no client reads it.
  const abort = (): void => gone.abort(new ProblemError('invalid_request', 'the client hung up'));
  if (raw.destroyed) abort();
  raw.once('close', () => {
    if (!raw.writableFinished || raw.req?.method === 'HEAD') abort();
  });
  return gone;
}

function* writeObject(steps: Steps<object>): Steps<WrittenAnswer> {
  const value = yield* steps;
  yield;
  return { body: Buffer.from(JSON.stringify(value)) };
}

function* writeBytes(make: () => Buffer): Steps<WrittenAnswer> {
  yield;
  return { body: make(), type: 'application/octet-stream' };
}

function overloaded(): ProblemError {
  return new ProblemError('overloaded', 'too many requests wait for their answers', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
