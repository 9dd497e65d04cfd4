import { decisiveAttempt, decodeSteps, parseFacts, runMsOf } from '@warren/views';
import type { MessageEntry, MessageOutcome, PublishedFacts } from '@warren/views';

/** Messages of a flow that are shown. */
export const MAX_NODES = 1_000;
/** Messages in queues, of which a message may have several. */
export const MAX_DELIVERIES = 5_000;

/** What became of a message of the flow in one queue. Times are in milliseconds since 1970. */
interface FlowDelivery {
  readonly queue: string;
  readonly outcome: MessageOutcome;
  readonly attempt: number;
  /** From when it was published, or was due, until a handler began; null when that is not known. */
  readonly waitMs: number | null;
  /** How long the attempt ran that succeeded, or else the last; null when none ended. */
  readonly runMs: number | null;
  readonly recordedAt: number;
}

/** One message of a flow, behind the message it follows from. */
export interface FlowNode {
  readonly messageId: string;
  readonly id: string | null;
  readonly tipo: string | null;
  readonly publishedAt: number | null;
  readonly causationId: string | null;
  /**
   * `none`: it says no cause. `shown`: the node with the message id `causationId` is above it.
   * `missing`: its cause is not kept, or not of this flow. `cyclic`: it is a cause of its own cause.
   */
  readonly cause: 'none' | 'shown' | 'missing' | 'cyclic';
  /** How many causes are above it. */
  readonly depth: number;
  readonly deliveries: readonly FlowDelivery[];
}

interface Message {
  readonly messageId: string;
  readonly node: Omit<FlowNode, 'cause' | 'depth'>;
  /** Where it stands in the journal. */
  readonly place: number;
}

/**
 * The messages of a flow as a tree, each behind its cause, the first published first. Every message
 * comes once, also where their causes form a circle. Pure.
 *
 * @param entries of the flow, at most `MAX_DELIVERIES`.
 */
export function buildFlow(entries: readonly MessageEntry[]): FlowNode[] {
  const messages = toMessages(entries);
  const followers = new Map<string, Message[]>();
  for (const message of messages.values()) {
    const { causationId } = message.node;
    if (causationId === null || !messages.has(causationId)) continue;
    const known = followers.get(causationId);
    if (known) known.push(message);
    else followers.set(causationId, [message]);
  }
  const nodes = new Map<string, FlowNode>();
  const sorted = [...messages.values()].sort(byTime);
  for (const message of sorted) {
    const cause = causeOf(message, messages);
    if (cause !== 'shown') addTree(message, cause, followers, nodes);
  }
  // What is left has no beginning.
  for (const message of sorted) addTree(message, 'cyclic', followers, nodes);
  return [...nodes.values()];
}

/** Not recursive: a flow may be a thousand messages deep. */
function addTree(
  root: Message,
  cause: FlowNode['cause'],
  followers: ReadonlyMap<string, readonly Message[]>,
  nodes: Map<string, FlowNode>,
): void {
  const open = [{ message: root, cause, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { message, cause: why, depth } = next;
    if (nodes.has(message.messageId)) continue;
    nodes.set(message.messageId, { ...message.node, cause: why, depth });
    const behind = [...(followers.get(message.messageId) ?? [])].sort(byTime).reverse();
    for (const each of behind) open.push({ message: each, cause: 'shown', depth: depth + 1 });
  }
}

function causeOf(
  { node: { causationId } }: Message,
  messages: ReadonlyMap<string, Message>,
): FlowNode['cause'] {
  if (causationId === null) return 'none';
  return messages.has(causationId) ? 'shown' : 'missing';
}

function toMessages(entries: readonly MessageEntry[]): Map<string, Message> {
  const byId = new Map<string, MessageEntry[]>();
  for (const entry of entries) {
    const known = byId.get(entry.messageId);
    if (known) known.push(entry);
    else byId.set(entry.messageId, [entry]);
  }
  return new Map([...byId].map(([messageId, each]) => [messageId, toMessage(messageId, each)]));
}

function toMessage(messageId: string, entries: readonly MessageEntry[]): Message {
  const facts = parseFacts(entries.find((entry) => entry.facts !== undefined)?.facts);
  const { id, tipo } = entries.find((entry) => entry.body !== undefined) ?? {};
  const node = {
    ...{ messageId, id: id ?? null, tipo: tipo ?? null },
    publishedAt: facts.publishedAt ?? null,
    causationId: facts.causationId ?? null,
    deliveries: entries.map((entry) => toDelivery(entry, facts)),
  };
  return { messageId, node, place: Math.min(...entries.map(({ offset }) => offset)) };
}

function toDelivery(entry: MessageEntry, facts: PublishedFacts): FlowDelivery {
  const { at, outcome, queue, steps } = entry;
  const from = facts.relayedAt ?? facts.publishedAt;
  const begins = decodeSteps(steps).flatMap((step) => ('startedAt' in step ? step.startedAt : []));
  const attempt = decisiveAttempt(steps);
  return {
    ...{ queue, outcome, attempt: attempt?.attempt ?? 0 },
    // The clocks of two machines may differ.
    waitMs:
      from === undefined || begins.length === 0 ? null : Math.max(0, Math.min(...begins) - from),
    runMs: runMsOf(attempt) ?? null,
    recordedAt: at,
  };
}

function byTime(one: Message, other: Message): number {
  const [first, second] = [one, other].map(({ node }) => node.publishedAt ?? Infinity);
  return first === second ? one.place - other.place : (first ?? 0) - (second ?? 0);
}
