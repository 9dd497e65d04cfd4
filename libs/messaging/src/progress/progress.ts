import type { Delivery } from '../messages/delivery';
import { WORKER_NAME } from '../messages/worker-name';
import { PermanentError, RetryableError } from '../messages/handler-errors';
import { checkRecord } from '../records/check-record';
import type { Journal } from '../journal/journal';
import type { ProgressRecord } from '../messages/journal-record';
import { writeRecord } from '../records/write-record';
import { ProgressStore } from './progress-store';

/** How much a handler may keep beside its numbers, as JSON. */
const MAX_STATE_BYTES = 4_096;

/** How far a handler is with an event. */
export interface SavedProgress {
  /** How much is done, a whole number in units of the handler's choice. */
  readonly done: number;
  /** Of how much, if that is known. */
  readonly of?: number;
  /** What else the next attempt needs to resume: JSON of at most 4 KiB. */
  readonly state?: Readonly<Record<string, unknown>>;
}

/**
 * Lets the handler of a long job save how far it is, so that its next attempt resumes there: after
 * a failure, the time limit, a worker that was killed, a redrive, and on another worker too.
 */
export class Progress {
  /** @param kept follows the journal. */
  constructor(
    private readonly journal: Pick<Journal, 'append' | 'has'>,
    private readonly kept: ProgressStore,
    private readonly worker: string = WORKER_NAME,
  ) {}

  /**
   * Resolves when the journal has it. Save what is done already, never what is about to be: a crash in
   * between repeats a piece of work, where the other way round would leave one out.
   *
   * @throws PermanentError `invalid_progress` for what JSON cannot say, or says in more than 4 KiB.
   * @throws RetryableError `given_up` when a later run of the handler has saved something, or has
   * processed the message: this one's time was up, or its worker lost its connection.
   * @throws RefusedError, UnknownOutcomeError when the journal does not take it, or does not answer in
   * time. A handler that lets it through is tried again.
   */
  async save(delivery: Delivery, progress: SavedProgress): Promise<void> {
    if (this.kept.isGivenUp(delivery) || this.journal.has(delivery.queue, delivery.messageId)) {
      throw new RetryableError('given_up', 'a later attempt of this message has gone on');
    }
    const record = toRecord(delivery, progress, this.worker);
    await this.journal.append(record);
    this.kept.apply(record);
  }

  /**
   * What was saved last of this message in its queue, by whichever worker; undefined when there is
   * nothing. It is kept for 10,000 messages, and forgotten when the message is done. What another
   * worker saved is known when this one has read it in the journal, some milliseconds later: what was
   * done within that window may be done again.
   */
  of(delivery: Delivery): SavedProgress | undefined {
    return this.kept.of(delivery);
  }
}

/** As any worker will read it. */
function toRecord(
  delivery: Delivery,
  { done, of, state }: SavedProgress,
  worker: string,
): ProgressRecord {
  const record = { kind: 'progress', delivery, worker, at: new Date(), done, of, state } as const;
  const read = readBack(record);
  if (read?.kind !== 'progress') {
    throw new PermanentError(
      'invalid_progress',
      'progress is whole numbers that are not negative, and a state that JSON can say, not nested too deeply',
    );
  }
  if (Buffer.byteLength(JSON.stringify(read.state ?? {})) > MAX_STATE_BYTES) {
    throw new PermanentError(
      'invalid_progress',
      `the state of a job may have ${MAX_STATE_BYTES} bytes as JSON`,
    );
  }
  return read;
}

function readBack(record: ProgressRecord): ReturnType<typeof checkRecord> {
  try {
    return checkRecord(writeRecord(record).json);
  } catch (error) {
    throw new PermanentError('invalid_progress', 'JSON cannot say the state', { cause: error });
  }
}
