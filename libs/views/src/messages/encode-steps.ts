import type { EventDto } from '@warren/model';
import type { ProgressStep, Step } from './step';

type Run<L> = readonly [
  letter: L,
  cycle: number,
  attempt: number,
  startedAt: number,
  at: number,
  handler: string,
  worker: string,
  redeliveries: number,
  code?: string,
  message?: string,
  retryInMs?: number | null,
  stack?: string,
];
type Letter = readonly [
  letter: 'd',
  deadLetterId: string,
  at: number,
  cycle: number,
  cause: string,
  code: string,
  message: string,
];
type Act<L> = readonly [
  letter: L,
  deadLetterId: string,
  at: number,
  by: string,
  reason: string,
  edited?: EventDto,
];
type Saved = readonly [
  letter: 's',
  cycle: number,
  attempt: number,
  redeliveries: number,
  worker: string,
  at: number,
  done: number,
  of?: number,
];
type Encoded = Run<'p'> | Run<'f'> | Letter | Act<'r'> | Act<'x'> | Act<'o'> | Saved;

const ACTS = { redriven: 'r', discarded: 'x', restored: 'o' } as const;
const ACT_KINDS = { r: 'redriven', x: 'discarded', o: 'restored' } as const;

/** Steps beyond this length are left out, the oldest first: one message cannot take all the memory. */
const MAX_CHARS = 262_144;

/** A step as one line of JSON: a million messages have one string each, and not objects of it. */
function encodeStep(step: Step): string {
  return JSON.stringify(toEncoded(step));
}

/** Adds a line to lines; nothing is added that is there already. Of a run's progress the last is kept. */
export function addStep(steps: string, step: Step): string {
  if (step.kind === 'progress') return addProgress(steps, step);
  if (steps.includes(identityOf(step))) return steps;
  const added = steps === '' ? encodeStep(step) : `${steps}\n${encodeStep(step)}`;
  return cutToLength(added);
}

/** The steps of such lines, in the order they were added. */
export function decodeSteps(steps: string): Step[] {
  if (steps === '') return [];
  return steps.split('\n').map((line) => toDecoded(JSON.parse(line) as Encoded));
}

/** How often the message had been redriven before it was this dead letter; undefined when no step says so. */
export function findCycle(steps: string, deadLetterId: string): number | undefined {
  // Only its own line is parsed: there may be thousands, and each record about the message asks.
  const line = findLine(steps, JSON.stringify(['d', deadLetterId]).slice(0, -1));
  return line && (JSON.parse(steps.slice(...line)) as Letter)[3];
}

/** However often a handler saves, each of its runs has one line. */
function addProgress(steps: string, step: ProgressStep): string {
  const line = findLine(steps, identityOf(step));
  const added = encodeStep(step);
  if (line === undefined) return cutToLength(steps === '' ? added : `${steps}\n${added}`);
  const [start, end] = line;
  const [, , , , , at, done] = JSON.parse(steps.slice(start, end)) as Saved;
  if (at > step.at || (at === step.at && done >= step.done)) return steps;
  return steps.slice(0, start) + added + steps.slice(end);
}

/** From where to where the first line is that begins so. */
function findLine(steps: string, begin: string): [start: number, end: number] | undefined {
  const start = steps.startsWith(begin) ? 0 : steps.indexOf(`\n${begin}`) + 1;
  if (start === 0 && !steps.startsWith(begin)) return undefined;
  const end = steps.indexOf('\n', start);
  return [start, end < 0 ? steps.length : end];
}

/** How many parts of a line say which step it is. */
const NAMING = { processed: 4, failed: 4, progress: 5, other: 3 };

/** How the line of this step begins. No text inside a line can look like it: its quotes are escaped. */
function identityOf(step: Step): string {
  const length = 'attempt' in step ? NAMING[step.kind] : NAMING.other;
  return JSON.stringify(toEncoded(step).slice(0, length)).slice(0, -1);
}

function toEncoded(step: Step): Encoded {
  if (step.kind === 'progress') {
    const { cycle, attempt, redeliveries, worker, at, done, of } = step;
    const saved = ['s', cycle, attempt, redeliveries, worker, at, done] as const;
    return of === undefined ? saved : [...saved, of];
  }
  if ('attempt' in step) {
    const { cycle, attempt, startedAt, at, handler, worker, redeliveries, failure } = step;
    const letter = step.kind === 'processed' ? 'p' : 'f';
    const run = [letter, cycle, attempt, startedAt, at, handler, worker, redeliveries] as const;
    if (!failure) return run;
    const { code, message, stack } = failure;
    if (stack !== undefined) return [...run, code, message, step.retryInMs ?? null, stack];
    return step.retryInMs === undefined
      ? [...run, code, message]
      : [...run, code, message, step.retryInMs];
  }
  if (step.kind === 'dead-lettered') {
    const { deadLetterId, at, cycle, cause, failure } = step;
    return ['d', deadLetterId, at, cycle, cause, failure.code, failure.message];
  }
  const { kind, deadLetterId, at, by, reason, edited } = step;
  const letter = ACTS[kind];
  return edited
    ? [letter, deadLetterId, at, by, reason, edited]
    : [letter, deadLetterId, at, by, reason];
}

function toDecoded(encoded: Encoded): Step {
  if (encoded[0] === 'd') {
    const [, deadLetterId, at, cycle, cause, code, message] = encoded;
    return { kind: 'dead-lettered', deadLetterId, at, cycle, cause, failure: { code, message } };
  }
  if (encoded[0] === 'r' || encoded[0] === 'x' || encoded[0] === 'o') {
    const [letter, deadLetterId, at, by, reason, edited] = encoded;
    const kind = ACT_KINDS[letter];
    return { kind, deadLetterId, at, by, reason, ...(edited && { edited }) };
  }
  if (encoded[0] === 's') return toProgress(encoded);
  const [letter, cycle, attempt, startedAt, at, handler, worker, redeliveries] = encoded;
  const [, , , , , , , , code, message = '', retryInMs, stack] = encoded;
  return {
    kind: letter === 'p' ? 'processed' : 'failed',
    ...{ cycle, attempt, startedAt, at, handler, worker, redeliveries },
    ...(code !== undefined && {
      failure: { code, message, ...(stack !== undefined && { stack }) },
    }),
    ...(typeof retryInMs === 'number' && { retryInMs }),
  };
}

function toProgress([, cycle, attempt, redeliveries, worker, at, done, of]: Saved): Step {
  const run = { cycle, attempt, redeliveries, worker };
  return { kind: 'progress', ...run, at, done, ...(of !== undefined && { of }) };
}

function cutToLength(steps: string): string {
  if (steps.length <= MAX_CHARS) return steps;
  const from = steps.indexOf('\n', steps.length - MAX_CHARS / 2);
  return from < 0 ? steps.slice(steps.lastIndexOf('\n') + 1) : steps.slice(from + 1);
}
