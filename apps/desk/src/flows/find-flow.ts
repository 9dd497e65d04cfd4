import type { Steps } from '@warren/platform';
import { visitMatching, type MessageEntry, type MessagesProjection } from '@warren/views';
import { buildFlow, MAX_DELIVERIES, MAX_NODES, type FlowNode } from './build-flow';

/** A flow, as far as it is shown. */
export interface Flow {
  readonly nodes: readonly FlowNode[];
  /** How many of its messages were found; those beyond the first 1,000 are not shown. */
  readonly messages: number;
  /** Whether more is in it than is shown, or not all of what is kept was looked at. */
  readonly isCut: boolean;
}

/**
 * The messages with this correlation id, and the message that has it as its message id. Of a flow with
 * more than 1,000 messages, or 5,000 deliveries of them, those that were recorded last are left out.
 */
export function* findFlow(messages: MessagesProjection, correlationId: string): Steps<Flow> {
  const entries: MessageEntry[] = [];
  const query = { correlationId, outcome: 'any' } as const;
  // Of those that are found, the newest come first.
  const older = yield* visitMatching(messages, query, (entry) => entries.push(entry));
  const shown: MessageEntry[] = [];
  const found = new Set<string>();
  const shownIds = new Set<string>();
  for (const entry of entries.reverse()) {
    found.add(entry.messageId);
    const isRoom = shownIds.has(entry.messageId) || shownIds.size < MAX_NODES;
    if (!isRoom || shown.length >= MAX_DELIVERIES) continue;
    shownIds.add(entry.messageId);
    shown.push(entry);
  }
  yield;
  const isCut = shown.length < entries.length || older !== undefined;
  return { nodes: buildFlow(shown), messages: found.size, isCut };
}
