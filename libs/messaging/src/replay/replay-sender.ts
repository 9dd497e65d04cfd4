import { setTimeout as wait } from 'node:timers/promises';
import { type Queue, WarrenError } from '@warren/model';
import { decodeEvent } from '../decoding/decode-event';
import { PermanentError } from '../messages/handler-errors';
import type { Excerpt } from '../messages/excerpt';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { OutgoingMessage } from '../messages/outgoing-message';
import { codeOfFinalRefusal, toPublishError, UnroutableError } from '../messages/publish-errors';
import type { SelectedEvent } from './replay-selection';
import { writeReplay } from './write-replay';

/** What became of one event that was to be published. */
export type SendResult =
  | { readonly outcome: 'replayed' }
  | { readonly outcome: 'failed' | 'not_accepted'; readonly error: WarrenError }
  | { readonly outcome: 'aborted' };

/** How a replay sends. */
interface SendTerms {
  readonly signal: AbortSignal;
  readonly isDryRun: boolean;
  /** Whether this process may send now: asked right before each time. */
  readonly isHeld: () => boolean;
}

/** How long one event is tried before the replay ends, and the waits between the tries, in milliseconds. */
export interface ReplayPatience {
  readonly giveUpMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

const PATIENCE: ReplayPatience = { giveUpMs: 60_000, firstWaitMs: 500, longestWaitMs: 10_000 };

/** Brings single past events to one queue. */
export class ReplaySender {
  constructor(
    private readonly publisher: Pick<ConfirmPublisher, 'send' | 'untilRoom' | 'restoreTopology'>,
    private readonly patience: ReplayPatience = PATIENCE,
  ) {}

  /**
   * Resolves with what became of it; never rejects. `failed`: its queue would not accept it, the broker
   * takes it never, or the journal has only an excerpt of it. What else the
   * broker does not confirm is sent again, under the same id, for a minute; then it is `not_accepted`.
   * So is what may not be sent for as long, since the claim on the queue is not held: its error says so.
   */
  async send(selected: SelectedEvent, queue: Queue, terms: SendTerms): Promise<SendResult> {
    const { excerpt } = selected.record;
    if (excerpt) return { outcome: 'failed', error: excerptOnly(excerpt) };
    try {
      const message = writeReplay(selected, queue.name);
      await validate(message, queue);
      if (terms.isDryRun) return { outcome: 'replayed' };
      return await this.sendPatiently(message, terms);
    } catch (error) {
      return terms.signal.aborted
        ? { outcome: 'aborted' }
        : { outcome: 'failed', error: toWarrenError(error) };
    }
  }

  private async sendPatiently(
    message: OutgoingMessage,
    { isHeld, signal }: SendTerms,
  ): Promise<SendResult> {
    const { firstWaitMs, giveUpMs, longestWaitMs } = this.patience;
    const until = performance.now() + giveUpMs;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      signal.throwIfAborted();
      const room = this.publisher.untilRoom();
      if (room) await room;
      const error = isHeld()
        ? toPublishError(await this.publisher.send(message), message)
        : new WarrenError('refused', 'the claim on the queue is not held; it was not sent');
      if (!error) return { outcome: 'replayed' };
      if (codeOfFinalRefusal(error)) return { outcome: 'failed', error };
      if (performance.now() + waitMs > until) return { outcome: 'not_accepted', error };
      // Its queue was lost on the broker; the topology brings it back, when there is a connection.
      if (error instanceof UnroutableError) {
        await this.publisher.restoreTopology().catch(() => undefined);
      }
      await wait(waitMs, undefined, { signal });
    }
  }
}

function excerptOnly({ bytes }: Excerpt): WarrenError {
  return new WarrenError('excerpt_only', `the journal has an excerpt of its ${bytes} bytes`);
}

async function validate({ body, properties }: OutgoingMessage, queue: Queue): Promise<void> {
  await decodeEvent({ content: body, properties }, queue.event);
}

function toWarrenError(error: unknown): WarrenError {
  if (error instanceof WarrenError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  const isRefused = error instanceof PermanentError;
  return new WarrenError(
    isRefused ? 'invalid_request' : 'internal_error',
    reason,
    {},
    { cause: error },
  );
}
