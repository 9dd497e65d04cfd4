import type { DeadLetter } from '@warren/messaging';
import { decodeSteps, type MessagesProjection } from '@warren/views';

/** The worker of the attempt after which a dead letter died; undefined when its story is not kept. */
export function findWorker(
  messages: Pick<MessagesProjection, 'entriesOf'>,
  { record }: DeadLetter,
): string | undefined {
  const { attempt, messageId, queue, redrives } = record;
  const entry = messages.entriesOf(messageId).find((each) => each.queue === queue);
  const steps = entry ? decodeSteps(entry.steps) : [];
  const last = steps.find(
    (each) => each.kind === 'failed' && each.cycle === redrives && each.attempt === attempt,
  );
  return last?.kind === 'failed' ? last.worker : undefined;
}
