import { formatTable, toCell } from './format-table';

/** The part of a message's story, as the worker answers it, that is printed. */
export interface Story {
  readonly messageId: string;
  readonly event: { readonly id: string; readonly tipo: string; readonly payload: object } | null;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly replayOf: string | null;
  readonly exchange: string;
  readonly routingKey: string;
  readonly queues: readonly QueueStory[];
}

interface QueueStory {
  readonly queue: string;
  readonly outcome: string;
  readonly steps: readonly Step[];
  readonly totalMs: number | null;
}

interface Step {
  readonly step: string;
  readonly at: string | null;
  readonly durationMs?: number;
  readonly until?: string | null;
  readonly where?: string;
  readonly attempt?: number;
  readonly handler?: string;
  readonly worker?: string;
  readonly outcome?: string;
  readonly done?: number;
  readonly of?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly deadLetterId?: string;
  readonly cause?: string;
  readonly by?: string;
  readonly reason?: string;
  readonly isEdited?: boolean;
}

/** The story of a message as lines for a person: one table for each queue. */
export function describeStory(story: Story, columns: number): string[] {
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

function describeQueue({ outcome, queue, steps, totalMs }: QueueStory, columns: number): string[] {
  const total = totalMs === null ? '' : `, ${totalMs} ms in all`;
  const rows = steps.map((step) => [step.at, step.step, durationOf(step), describeStep(step)]);
  return [
    '',
    `${toCell(queue)}: ${outcome}${total}`,
    ...formatTable(['AT', 'STEP', 'TOOK', 'WHAT'], rows, columns),
  ];
}

function durationOf({ durationMs }: Step): string {
  return durationMs === undefined ? '' : `${durationMs} ms`;
}

function describeStep(step: Step): string {
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
