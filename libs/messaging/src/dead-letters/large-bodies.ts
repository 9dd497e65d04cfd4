import type { BeforeApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '@warren/platform';
import { OneAtATime } from '../consuming/deliveries/one-at-a-time';
import { findEnd } from '../journal/find-end';
import type { DeadLetteredRecord } from '../journal/journal-record';
import { StreamReader, type StreamOffset } from '../journal/stream-reader';
import { untilAborted } from '../journal/until-aborted';
import type { MessagingConfig } from '../messaging.config';
import type { ConfirmPublisher } from '../publishing/confirm-publisher';
import { BodyPieces } from './body-pieces';

/** Pieces of a MiB each. */
const PREFETCH = 8;
/** By how much the clocks of two machines may differ before the whole stream is read. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Finds the bytes of dead letters that are too large for the journal. */
export class LargeBodies implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  /** Each is held whole while it is used. */
  private readonly turns = new OneAtATime();

  /** @param queue the stream that has them. */
  constructor(
    private readonly publisher: Pick<ConfirmPublisher, 'isConnected' | 'restoreTopology' | 'send'>,
    private readonly config: Pick<MessagingConfig, 'heartbeatSeconds' | 'urls'>,
    private readonly queue: string,
  ) {}

  /**
   * Gives the bytes of a dead letter as they were to `use`, and resolves with what that does. Those that
   * are not in its record are used one after another. Nothing is taken away.
   *
   * @throws ProblemError `excerpt_only` when the stream does not have them any more, `refused` when the
   * process stops first.
   */
  async use<T>(record: DeadLetteredRecord, use: (content: Buffer) => Promise<T>): Promise<T> {
    if (record.excerpt === undefined) return use(Buffer.from(record.body, record.encoding));
    return this.turns.run('one', async () => use(await this.find(record)));
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort(new ProblemError('refused', 'this process stops'));
  }

  private async find(record: DeadLetteredRecord): Promise<Buffer> {
    const { signal } = this.stopping;
    const end = await findEnd(this.publisher, this.config, this.queue, signal);
    const diedAt = new Date(Math.min(record.at.getTime(), Date.now()) - CLOCK_TOLERANCE_MS);
    for (const from of [diedAt, 'first'] as const) {
      const content = await this.readFrom(from, end, record, signal);
      if (content) return content;
    }
    throw new ProblemError(
      'excerpt_only',
      `only an excerpt of its ${record.excerpt?.bytes} bytes is kept`,
    );
  }

  private async readFrom(
    from: Exclude<StreamOffset, 'next'>,
    end: number,
    { deadLetterId, excerpt }: DeadLetteredRecord,
    signal: AbortSignal,
  ): Promise<Buffer | undefined> {
    if (excerpt === undefined) return undefined;
    const pieces = new BodyPieces(deadLetterId, excerpt);
    let reader: StreamReader | undefined;
    const reading = new Promise<void>((resolve, reject) => {
      reader = new StreamReader(this.config, {
        ...{ queue: this.queue, from, prefetch: PREFETCH },
        onEntry: (body, entry, headers) => {
          pieces.put(body, headers);
          if (pieces.isComplete || entry >= end) resolve();
        },
        onFailed: reject,
      });
      reader.start();
    });
    try {
      await untilAborted(reading, signal);
      return pieces.join();
    } finally {
      await reader?.close();
    }
  }
}
