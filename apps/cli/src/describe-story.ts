import type { QueueStoryDto, StoryDto, StoryStepDto } from '@warren/views';
import { formatTable, toCell } from './format-table';

/** The story of a message as lines for a person: one table for each queue. */
export function describeStory(story: StoryDto, columns: number): string[] {
  const { event, exchange, messageId, queues, routingKey } = story;
  const route = `${exchange === '' ? 'the default exchange' : exchange}, key '${routingKey}'`;
  return [
    `message    ${toCell(messageId)}`,
    `event      ${event ? toCell(`${event.tipo} ${event.id} ${JSON.stringify(event.payload)}`) : '-'}`,
    `published  ${toCell(route)}`,
    ...describeLink('belongs to', story.correlationId),
    ...describeLink('follows', story.causationId),
    ...describeLink('replays', story.replayOf),
    ...queues.flatMap((each) => describeQueue(each, columns)),
  ];
}

function describeLink(how: string, to: string | null): string[] {
  return to === null ? [] : [`${how.padEnd(10)} ${toCell(to)}`];
}

function describeQueue(
  { outcome, queue, steps, totalMs }: QueueStoryDto,
  columns: number,
): string[] {
  const total = totalMs === null ? '' : `, ${totalMs} ms in all`;
  const rows = steps.map((step) => [step.at, step.step, durationOf(step), describeStep(step)]);
  return [
    '',
    `${toCell(queue)}: ${outcome}${total}`,
    ...formatTable(['AT', 'STEP', 'TOOK', 'WHAT'], rows, columns),
  ];
}

function durationOf({ durationMs }: StoryStepDto): string {
  return durationMs === undefined ? '' : `${durationMs} ms`;
}

function describeStep(step: StoryStepDto): string {
  const { attempt, by, cause, done, error, handler, outcome, reason, until, where, worker } = step;
  const said = error && `${error.code}: ${error.message}`;
  const parts = [
    attempt !== undefined && step.step === 'attempt' && `attempt ${attempt} ${outcome ?? ''}`,
    handler && worker && `${handler} in ${worker}`,
    until && `until ${until}`,
    done !== undefined &&
      `attempt ${attempt}: ${done}${step.of === undefined ? '' : ` of ${step.of}`}`,
    done !== undefined && worker !== undefined && `in ${worker}`,
    where,
    cause && `cause ${cause}`,
    by !== undefined && `by ${by}`,
    reason,
    step.isEdited && 'edited',
    said,
    step.deadLetterId,
  ];
  return parts.filter((part) => typeof part === 'string').join(', ');
}
