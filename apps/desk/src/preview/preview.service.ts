import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import {
  DeadLetters,
  LargeBodies,
  TOPOLOGY,
  type DeadLetter,
  type DeadLetterSelection,
} from '@warren/messaging';
import { WarrenError, type PatchOperation, type Topology } from '@warren/model';
import { MessagesProjection } from '@warren/views';
import { judgeBytes, judgeState, VERDICTS, type Verdict } from './judge-dead-letter';

/** The verdict on one dead letter. */
export interface PreviewLine extends Verdict {
  readonly deadLetterId: string;
  /** Absent for an id that is not kept. */
  readonly messageId?: string;
  readonly queue?: string;
}

/** How many there are of each verdict, and how many were not looked at. */
export type PreviewSummary = Readonly<Record<Verdict['verdict'] | 'left', number>>;

/** The most that one preview looks at. */
export const MAX_PREVIEWED = 4_096;
/** Of those that are too large for the journal; each may take long to be found. */
const MAX_LARGE = 16;
/** A check that held the event loop for longer is followed by a rest as long. */
const SHORT_MS = 5;

/**
 * Says what a redrive would come to now, one dead letter after another, by the validators of the queues.
 * Nothing is sent or changed. One at a time is in memory, beside the selection.
 */
@Injectable()
export class PreviewService {
  constructor(
    private readonly letters: DeadLetters,
    private readonly bodies: LargeBodies,
    private readonly messages: MessagesProjection,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  /**
   * Begins when it is iterated.
   *
   * @throws WarrenError `not_ready` while the journal is being read; the signal's reason.
   */
  async *preview(
    selection: DeadLetterSelection,
    patch: readonly PatchOperation[] | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<PreviewLine | { readonly summary: PreviewSummary }> {
    const selected = await this.letters.select(selection, signal);
    const letters = selected.letters.slice(0, MAX_PREVIEWED);
    const left = selected.left + selected.letters.length - letters.length;
    const summary = { ...noneOf(), left };
    let large = 0;
    for (const letter of letters) {
      await this.letters.turn();
      signal.throwIfAborted();
      if (typeof letter !== 'string' && letter.record.excerpt) large += 1;
      const line = await this.judge(letter, patch, large <= MAX_LARGE ? signal : undefined);
      summary[line.verdict] += 1;
      yield line;
    }
    yield { summary };
  }

  /** @param gone absent: one that is too large for the journal is not looked at. */
  private async judge(
    letter: DeadLetter | string,
    patch: readonly PatchOperation[] | undefined,
    gone: AbortSignal | undefined,
  ): Promise<PreviewLine> {
    if (typeof letter === 'string') {
      const reason = 'no dead letter with this id is kept here';
      return { deadLetterId: letter, verdict: 'not_checked', reason };
    }
    const { deadLetterId, excerpt, messageId, queue } = letter.record;
    const about = { deadLetterId, messageId, queue };
    const declared = this.topology.queues.find(({ name }) => name === queue);
    const known = judgeState(letter, declared, this.isProcessed(letter));
    if (known || !declared) return { ...about, ...(known as Verdict) };
    if (excerpt && !gone) {
      const reason = `of large ones a preview looks at ${MAX_LARGE}`;
      return { ...about, verdict: 'not_checked', reason };
    }
    const check = async (content: Buffer): Promise<Verdict> => {
      const began = performance.now();
      const verdict = await judgeBytes(letter, content, declared, patch);
      const tookMs = performance.now() - began;
      if (tookMs > SHORT_MS) await wait(tookMs);
      return verdict;
    };
    return { ...about, ...(await this.bodies.use(letter.record, check, gone).catch(notFound)) };
  }

  private isProcessed({ record: { messageId, queue } }: DeadLetter): boolean {
    const entries = this.messages.entriesOf(messageId);
    return entries.some((each) => each.queue === queue && each.outcome === 'processed');
  }
}

/** Its bytes are apart from the journal, and are not to be had now. */
function notFound(error: unknown): Verdict {
  if (!(error instanceof WarrenError)) throw error;
  return { verdict: 'not_checked', reason: error.message };
}

function noneOf(): Record<Verdict['verdict'], number> {
  const none = VERDICTS.map((each) => [each, 0] as const);
  return Object.fromEntries(none) as Record<Verdict['verdict'], number>;
}
