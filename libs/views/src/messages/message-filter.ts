import { decisiveAttempt, runMsOf } from './decisive-attempt';
import { compileTest, type FieldTest } from './field-test';
import { parseEvent, parseFacts, type MessageEntry, type MessageOutcome } from './message-entry';

/** Which messages are meant. Every filter that is set must match. */
export interface MessageFilter {
  readonly queue?: string;
  readonly tipo?: string;
  /** To which it was published; the empty string is the default exchange. */
  readonly exchange?: string;
  /** The event's own id. */
  readonly id?: string;
  readonly messageId?: string;
  /** Of a message with this correlation id, or with it as its message id. */
  readonly correlationId?: string;
  /** The trace id in its header `traceparent`. */
  readonly traceId?: string;
  /** To be found in the event's JSON as it is. */
  readonly text?: string;
  /** Of its payload. */
  readonly payloadTests?: readonly FieldTest[];
  readonly headerTests?: readonly FieldTest[];
  /** Of the attempt that succeeded, or else of the last. */
  readonly minAttempt?: number;
  readonly maxAttempt?: number;
  /** How long its handler ran then, in milliseconds. */
  readonly minRunMs?: number;
  readonly maxRunMs?: number;
  /** Recorded last at this time or later, in milliseconds since 1970. */
  readonly from?: number;
  /** Recorded last before this time. */
  readonly to?: number;
  readonly outcome: MessageOutcome | 'any';
}

/** A filter that was made ready for many messages. */
export interface CompiledFilter {
  /** Everything that costs next to nothing. */
  readonly matches: (entry: MessageEntry) => boolean;
  /** The rest, in what matches otherwise; absent when there is none. */
  readonly text?: {
    /** Characters that have to be read. */
    readonly length: (entry: MessageEntry) => number;
    readonly isIn: (entry: MessageEntry) => boolean;
  };
}

type Test = (entry: MessageEntry) => boolean;

export function compileFilter(filter: MessageFilter): CompiledFilter {
  const ofBody = compileBody(filter);
  const ofFacts = compileFacts(filter);
  const ofSteps = compileSteps(filter);
  const tests = [ofBody, ofFacts, ofSteps].filter((test) => test !== undefined);
  const matches: Test = (entry) => matchesCheaply(entry, filter);
  if (tests.length === 0) return { matches };
  const length = ({ body, facts, steps }: MessageEntry): number =>
    (ofBody ? (body?.length ?? 0) : 0) +
    (ofFacts ? (facts?.length ?? 0) : 0) +
    (ofSteps ? steps.length : 0);
  return { matches, text: { length, isIn: (entry) => tests.every((test) => test(entry)) } };
}

function matchesCheaply(entry: MessageEntry, filter: MessageFilter): boolean {
  const { queue, tipo, id, correlationId, from, to, outcome } = filter;
  return (
    (outcome === 'any' || outcome === entry.outcome) &&
    (queue === undefined || queue === entry.queue) &&
    (tipo === undefined || tipo === entry.tipo) &&
    (id === undefined || id === entry.id) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to) &&
    (correlationId === undefined || belongsTo(entry, correlationId))
  );
}

/** Only of those whose facts have it anywhere are they parsed. */
function belongsTo({ facts, messageId }: MessageEntry, correlationId: string): boolean {
  if (messageId === correlationId) return true;
  if (facts?.includes(JSON.stringify(correlationId)) !== true) return false;
  return parseFacts(facts).correlationId === correlationId;
}

function compileBody({ payloadTests = [], text }: MessageFilter): Test | undefined {
  if (text === undefined && payloadTests.length === 0) return undefined;
  const tests = payloadTests.map(compileTest);
  return ({ body = '' }) => {
    if (text !== undefined && !body.includes(text)) return false;
    let payload: unknown;
    const read = (): unknown => (payload ??= parseEvent(body === '' ? undefined : body)?.payload);
    return tests.every((test) => test(body, read));
  };
}

function compileFacts({ exchange, headerTests = [], traceId }: MessageFilter): Test | undefined {
  if (exchange === undefined && traceId === undefined && headerTests.length === 0) return undefined;
  const tests = headerTests.map(compileTest);
  return ({ facts = '' }) => {
    if (exchange !== undefined && !isOfExchange(facts, exchange)) return false;
    if (traceId !== undefined && !facts.includes(`-${traceId}-`)) return false;
    let shown: Readonly<Record<string, unknown>> | undefined;
    const read = (): Readonly<Record<string, unknown>> =>
      (shown ??= parseFacts(facts === '' ? undefined : facts).headers);
    const isOfTrace = traceId === undefined || traceIdOf(read()) === traceId;
    return isOfTrace && tests.every((test) => test(facts, read));
  };
}

/** Only of those whose facts have its name are they parsed. */
function isOfExchange(facts: string, exchange: string): boolean {
  return facts.includes(JSON.stringify(exchange)) && parseFacts(facts).exchange === exchange;
}

/** The trace id of a W3C `traceparent`. */
function traceIdOf({ traceparent }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof traceparent === 'string' ? traceparent.split('-')[1] : undefined;
}

function compileSteps(filter: MessageFilter): Test | undefined {
  const { minAttempt, maxAttempt, minRunMs, maxRunMs } = filter;
  const isSet = [minAttempt, maxAttempt, minRunMs, maxRunMs].some((each) => each !== undefined);
  if (!isSet) return undefined;
  return ({ steps }) => {
    const attempt = decisiveAttempt(steps);
    return (
      isWithin(attempt?.attempt ?? 0, minAttempt, maxAttempt) &&
      isWithin(runMsOf(attempt), minRunMs, maxRunMs)
    );
  };
}

function isWithin(value: number | undefined, min?: number, max?: number): boolean {
  if (min === undefined && max === undefined) return true;
  return value !== undefined && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}
