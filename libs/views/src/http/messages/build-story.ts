import type { Steps } from '@warren/platform';
import { decodeSteps } from '../../messages/encode-steps';
import {
  parseEvent,
  parseFacts,
  type MessageEntry,
  type PublishedFacts,
} from '../../messages/message-entry';
import { orderSteps } from '../../messages/order-steps';
import type { Step } from '../../messages/step';
import type { QueueStoryDto, StoryDto, StoryPlace, StoryStepDto } from './story.dto';

/**
 * What happened to one message, in each queue that had it, from the first to the last. Pure.
 *
 * @param entries of that message; at least one.
 */
export function* buildStory(messageId: string, entries: readonly MessageEntry[]): Steps<StoryDto> {
  const facts = parseFacts(entries.find((entry) => entry.facts !== undefined)?.facts);
  const { body, original } = entries.find((entry) => entry.body !== undefined) ?? {};
  const queues: QueueStoryDto[] = [];
  for (const entry of entries) {
    queues.push(describeQueue(entry, entry.facts ? parseFacts(entry.facts) : facts));
    yield;
  }
  return {
    messageId,
    event: parseEvent(original ?? body) ?? null,
    correlationId: facts.correlationId ?? null,
    causationId: facts.causationId ?? null,
    replayOf: facts.replayOf ?? null,
    headers: facts.headers,
    exchange: facts.exchange,
    routingKey: facts.routingKey,
    queues,
  };
}

function describeQueue(entry: MessageEntry, facts: PublishedFacts): QueueStoryDto {
  const { publishedAt } = facts;
  const steps = orderSteps(decodeSteps(entry.steps));
  const isOver = entry.outcome !== 'retrying' && entry.outcome !== 'running';
  const shown = describePublishing(facts);
  let before: Step | undefined;
  for (const step of steps) {
    const wait = before ? stepOfWait(before, step) : describeFirstWait(facts, step);
    if (wait) shown.push(wait);
    shown.push(describeStep(step));
    before = laterOf(before, step);
  }
  if (entry.outcome === 'retrying') shown.push(describeWaiting(before));
  const end = isOver ? endOf(steps, entry) : undefined;
  return {
    queue: entry.queue,
    outcome: entry.outcome,
    steps: shown,
    endedAt: toTime(end),
    totalMs: end === undefined || publishedAt === undefined ? null : span(publishedAt, end),
  };
}

/** What was before the queue had it. What was put off was published to its exchange when it was due. */
function describePublishing({ deliverAt, publishedAt, relayedAt }: PublishedFacts): StoryStepDto[] {
  const published: StoryStepDto = { step: 'published', at: toTime(publishedAt) };
  if (deliverAt === undefined) return [published];
  const scheduled: StoryStepDto = {
    ...{ step: 'scheduled', at: toTime(publishedAt), until: toTime(deliverAt) },
  };
  if (relayedAt === undefined) return [published, scheduled];
  return [
    published,
    scheduled,
    ...(publishedAt === undefined ? [] : [waited(publishedAt, relayedAt, 'for its time')]),
    { step: 'relayed', at: toTime(relayedAt) },
  ];
}

/** The queue of the schedule has it until it is due. */
function describeFirstWait(
  { deliverAt, publishedAt, relayedAt }: PublishedFacts,
  step: Step,
): StoryStepDto | undefined {
  const from = relayedAt ?? publishedAt;
  if (from === undefined || step.kind === 'progress') return undefined;
  const isDue = deliverAt === undefined || relayedAt !== undefined;
  return waited(from, beginOf(step), isDue ? 'in the queue' : 'for its time');
}

/** The step that ended last: the next step waited since then. A run outlasts its progress. */
function laterOf(before: Step | undefined, step: Step): Step {
  return step.kind === 'progress' && before && before.at >= step.at ? before : step;
}

/** What is between a step and the one before. A failure for good and its dead letter are one moment. */
function stepOfWait(before: Step, step: Step): StoryStepDto | undefined {
  // What came before a progress is mostly the run itself, of which nothing else may be known.
  if (step.kind === 'progress') return undefined;
  if (before.kind === 'failed' && step.kind === 'dead-lettered') return undefined;
  if (step.kind === 'restored') return undefined;
  const { plannedMs, where } = describeWait(before);
  const wait = waited(before.at, beginOf(step), where);
  return plannedMs === undefined ? wait : { ...wait, plannedMs };
}

function waited(from: number, to: number, where: StoryPlace): StoryStepDto {
  return { step: 'waited', at: toTime(from), where, durationMs: span(from, to) };
}

function beginOf(step: Step): number {
  return 'startedAt' in step ? step.startedAt : step.at;
}

function describeWaiting(before: Step | undefined): StoryStepDto {
  return { step: 'waits', at: toTime(before?.at), ...describeWait(before) };
}

function describeWait(before: Step | undefined): { where: StoryPlace; plannedMs?: number } {
  if (before?.kind === 'dead-lettered' || before?.kind === 'restored') {
    return { where: 'as a dead letter' };
  }
  if (!before || !('retryInMs' in before) || before.retryInMs === undefined)
    return { where: 'in the queue' };
  return { where: 'for the next attempt', plannedMs: before.retryInMs };
}

function describeStep(step: Step): StoryStepDto {
  if (step.kind === 'progress') {
    const { at, attempt, done, kind, of, redeliveries, worker } = step;
    const run = { attempt, redeliveries, worker };
    return { step: kind, at: toTime(at), ...run, done, ...(of !== undefined && { of }) };
  }
  if ('attempt' in step) {
    const { kind, attempt, redeliveries, handler, worker, startedAt, at, failure } = step;
    return {
      ...{ step: 'attempt', at: toTime(startedAt), durationMs: span(startedAt, at) },
      ...{ attempt, redeliveries, handler, worker, outcome: kind },
      ...(failure && { error: failure }),
    };
  }
  if (step.kind === 'dead-lettered') {
    const { at, deadLetterId, cause, failure } = step;
    return { step: step.kind, at: toTime(at), deadLetterId, cause, error: failure };
  }
  const { kind, at, deadLetterId, by, reason, edited } = step;
  const acted = { step: kind, at: toTime(at), deadLetterId, by, reason };
  if (kind !== 'redriven') return acted;
  return { ...acted, isEdited: edited !== undefined, ...(edited && { event: edited }) };
}

/** When it came to what has become of it; a second run of the handler does not end it later. */
function endOf(steps: readonly Step[], { outcome }: MessageEntry): number | undefined {
  if (outcome === 'processed') return steps.find(({ kind }) => kind === 'processed')?.at;
  return steps.findLast(({ kind }) => kind !== 'progress')?.at;
}

/** Not negative: the clocks of two machines may differ. */
function span(from: number, to: number): number {
  return Math.max(0, to - from);
}

function toTime(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
