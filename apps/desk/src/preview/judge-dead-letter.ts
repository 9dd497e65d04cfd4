import {
  checkEvent,
  ID_CONFLICT,
  patchBody,
  type DeadLetter,
  type EventFaults,
} from '@warren/messaging';
import type { PatchOperation, Queue } from '@warren/model';

/** What a redrive of one dead letter would come to. */
export type Verdict = Partial<EventFaults> & {
  readonly verdict: (typeof VERDICTS)[number];
  /** Where there are no faults. */
  readonly reason?: string;
};

export const VERDICTS = [
  'would_pass',
  'would_fail',
  'already_done',
  'patch_refused',
  'not_checked',
] as const;

/**
 * What is known without the bytes of a dead letter; undefined when they decide.
 *
 * @param isProcessed whether its message was processed in its queue, before it was dead or meanwhile.
 */
export function judgeState(
  { record, state }: DeadLetter,
  queue: Queue | undefined,
  isProcessed: boolean,
): Verdict | undefined {
  if (state !== 'open') return { verdict: 'already_done', reason: `already ${state}` };
  if (isProcessed && record.failure.code === ID_CONFLICT) {
    return wouldFail(ID_CONFLICT, 'another event was processed under its message id');
  }
  if (isProcessed) return { verdict: 'already_done', reason: 'its message was processed' };
  if (queue === undefined) {
    return wouldFail('unroutable', 'the topology has no queue of this name');
  }
  return undefined;
}

/** What the queue's consumer would say of the bytes, patched if there is a patch. */
export async function judgeBytes(
  { record }: DeadLetter,
  content: Buffer,
  { event }: Queue,
  patch?: readonly PatchOperation[],
): Promise<Verdict> {
  const { contentEncoding, contentType } = record.properties;
  let sent = { content, properties: { contentEncoding, contentType } as Properties };
  if (patch) {
    const patched = patchBody(record, content, patch);
    if (typeof patched === 'string') return { verdict: 'patch_refused', reason: patched };
    // As a redrive sends an edited event.
    sent = { content: patched, properties: { contentType: 'application/json' } };
  }
  const found = await checkEvent(sent, event);
  return found ? { verdict: 'would_fail', ...found } : { verdict: 'would_pass' };
}

interface Properties {
  readonly contentEncoding?: unknown;
  readonly contentType?: unknown;
}

function wouldFail(code: string, detail: string): Verdict {
  return { verdict: 'would_fail', code, faults: [{ pointer: '', detail }] };
}
