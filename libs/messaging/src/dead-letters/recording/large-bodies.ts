import { randomUUID } from 'node:crypto';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { WarrenError } from '@warren/model';
import { KeyedMutex } from '../../async/keyed-mutex';
import { writeMark } from '../../records/entries';
import type { Excerpt } from '../../messages/excerpt';
import { findTailOffset } from '../../journal/streams/find-tail-offset';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import type { StreamOffset } from '../../journal/streams/stream-cursor';
import { StreamReader } from '../../journal/streams/stream-reader';
import { abortable } from '../../async/abortable';
import { waitUntil } from '../../async/wait-until';
import type { BrokerSettings } from '../../amqp/connection/messaging.config';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { BodyPieces } from './body-pieces';

/** Pieces of a MiB each. */
const PREFETCH = 8;
/** By how much the clocks of two machines may differ before the whole stream is read. */
const CLOCK_TOLERANCE_MS = 60_000;
const FIND_WITHIN_MS = 30_000;

/** Finds the bytes of dead letters that are too large for the journal. */
export class LargeBodies implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  /** Each is held whole while it is used. */
  private readonly turns = new KeyedMutex();

  /**
   * @param queue the stream that has them.
   * @param findWithinMs how long each may take to be found.
   */
  constructor(
    private readonly publisher: Pick<ConfirmPublisher, 'isConnected' | 'restoreTopology' | 'send'>,
    private readonly config: BrokerSettings,
    private readonly queue: string,
    private readonly findWithinMs: number = FIND_WITHIN_MS,
  ) {}

  /**
   * Gives the bytes of a dead letter as they were to `use`, and resolves with what that does. Those that
   * are not in its record are used one after another. Nothing is taken away.
   *
   * @param gone aborted when the caller no longer wants them.
   * @throws WarrenError `excerpt_only` when the stream no longer has them, `not_ready` when
   * they are not found within 30 seconds, `refused` when the process stops first; the signal's reason.
   */
  async use<T>(
    record: DeadLetteredRecord,
    use: (content: Buffer) => Promise<T>,
    gone?: AbortSignal,
  ): Promise<T> {
    const { excerpt } = record;
    if (excerpt === undefined) return use(Buffer.from(record.body, record.encoding));
    return this.turns.run('one', async () => use(await this.findInTime(record, excerpt, gone)));
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort(new WarrenError('refused', 'this process stops'));
  }

  private async findInTime(
    record: DeadLetteredRecord,
    excerpt: Excerpt,
    gone: AbortSignal = this.stopping.signal,
  ): Promise<Buffer> {
    const late = new AbortController();
    const timer = setTimeout(() => {
      const detail = `its bytes were not found within ${this.findWithinMs / 1_000} seconds`;
      late.abort(new WarrenError('not_ready', detail));
    }, this.findWithinMs);
    const signal = AbortSignal.any([this.stopping.signal, gone, late.signal]);
    try {
      signal.throwIfAborted();
      return await abortable(this.find(record, excerpt, signal), signal);
    } finally {
      clearTimeout(timer);
    }
  }

  private async find(
    { at, deadLetterId }: DeadLetteredRecord,
    excerpt: Excerpt,
    signal: AbortSignal,
  ): Promise<Buffer> {
    const end = await findTailOffset(this.publisher, this.config, this.queue, signal);
    const diedAt = new Date(Math.min(at.getTime(), Date.now()) - CLOCK_TOLERANCE_MS);
    let isAnother = false;
    for (const from of [diedAt, 'first'] as const) {
      const pieces = new BodyPieces(deadLetterId, excerpt);
      await this.readFrom(from, end, pieces, signal);
      const content = pieces.join();
      if (content) return content;
      isAnother ||= pieces.isComplete;
    }
    const detail = isAnother
      ? `what is kept for it are other bytes than its own ${excerpt.bytes}: their SHA-256 differs`
      : `only an excerpt of its ${excerpt.bytes} bytes is kept`;
    throw new WarrenError('excerpt_only', detail);
  }

  private async readFrom(
    from: Exclude<StreamOffset, 'next'>,
    end: number,
    pieces: BodyPieces,
    signal: AbortSignal,
  ): Promise<void> {
    const reader = new StreamReader(this.config, {
      ...{ queue: this.queue, from, last: end, prefetch: PREFETCH },
      onEntry: (body, _, headers) => pieces.put(body, headers),
      onFailed: () => undefined,
    });
    reader.start();
    try {
      await waitUntil(() => reader.isAttached, Infinity, signal);
      // By the broker's clock there may be no entry since then, and it sends nothing before the next one.
      await this.publisher.send(writeMark(randomUUID(), this.queue));
      await waitUntil(() => pieces.isComplete || (reader.position ?? 0) > end, Infinity, signal);
    } finally {
      await reader.close();
    }
  }
}
