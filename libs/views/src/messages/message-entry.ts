import type { ShownHeader } from '@warren/messaging';

/** What has become of a message in a queue. */
export const OUTCOMES = ['processed', 'running', 'retrying', 'dead-lettered', 'discarded'] as const;

/**
 * `running`: its handler has said how far it is, and nothing came of it yet; also when that worker was
 * killed and the next one has not begun. `retrying` also while it waits to be handled again after a
 * redrive.
 */
export type MessageOutcome = (typeof OUTCOMES)[number];

/** What does not change from one delivery of a message to the next. */
export interface PublishedFacts {
  readonly exchange: string;
  readonly routingKey: string;
  /** Milliseconds since 1970; absent when its publisher did not say. */
  readonly publishedAt?: number;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly replayOf?: string;
  /** Of one that was published for later: milliseconds since 1970. */
  readonly deliverAt?: number;
  /** When the schedule published it to its exchange; absent in the queue of the schedule itself. */
  readonly relayedAt?: number;
  readonly headers: Readonly<Record<string, ShownHeader>>;
}

/**
 * One message in one queue. There may be millions: what is only served is kept as JSON text, and
 * parsed then.
 */
export interface MessageEntry {
  readonly queue: string;
  readonly messageId: string;
  /** The event's own; undefined when what arrived is no event. */
  id: string | undefined;
  tipo: string | undefined;
  /** The event, as it was handled last. */
  body: string | undefined;
  /** The event before it was edited; undefined when it never was. */
  original: string | undefined;
  /** How often the message had been redriven when it was this event. */
  bodyCycle: number;
  /** PublishedFacts. */
  facts: string | undefined;
  /** See encodeStep. */
  steps: string;
  outcome: MessageOutcome;
  /** How far its story is: a later stage never gives way to an earlier one. */
  stage: number;
  /** When it was last recorded, in milliseconds since 1970. */
  at: number;
  /** The offset of its last record in the journal: its place in every list. -1: in none, or no longer. */
  offset: number;
  /** What it counts towards the capacity. */
  bytes: number;
  /** The same message in another queue. */
  sibling: MessageEntry | undefined;
}

/** The event of an entry, as it was handled last or as it was published. */
export function parseEvent(
  body: string | undefined,
): { id: string; tipo: string; payload: Record<string, unknown> } | undefined {
  if (body === undefined) return undefined;
  return JSON.parse(body) as { id: string; tipo: string; payload: Record<string, unknown> };
}

/** What was published, as far as it is known: a record of an operator's action does not say. */
export function parseFacts(facts: string | undefined): PublishedFacts {
  if (facts === undefined) return { exchange: '', routingKey: '', headers: {} };
  return JSON.parse(facts) as PublishedFacts;
}
