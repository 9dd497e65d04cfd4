import { parseFacts, type MessageEntry, type MessageOutcome } from './message-entry';

/** Which messages to give. Every filter that is set must match. */
export interface MessageQuery {
  readonly queue?: string;
  readonly tipo?: string;
  /** The event's own id. */
  readonly id?: string;
  readonly messageId?: string;
  /** Of a message with this correlation id, or with it as its message id. */
  readonly correlationId?: string;
  /** To be found in the event's JSON as it is. */
  readonly text?: string;
  /** Recorded last at this time or later, in milliseconds since 1970. */
  readonly from?: number;
  /** Recorded last before this time. */
  readonly to?: number;
  readonly outcome: MessageOutcome | 'any';
  /** At most so many. */
  readonly limit: number;
  /** Only what was recorded before this cursor, which an earlier page gave. */
  readonly before?: number;
}

/** The newest messages that match, oldest first. */
export interface MessagePage {
  readonly entries: readonly MessageEntry[];
  /** The cursor of the next older page; absent when there is none. */
  readonly older?: number;
}

/** How much one search may look at, so that it does not hold up everything else. */
export interface SearchBudget {
  readonly entries: number;
  /** Characters of events that are searched for a text. */
  readonly chars: number;
}

/** What takes a few milliseconds. */
export const SEARCH_BUDGET: SearchBudget = { entries: 100_000, chars: 16_777_216 };

/** Where messages are found. */
export interface SearchedMessages {
  readonly order: { backFrom(offset: number): Iterable<MessageEntry> };
  entriesOf(messageId: string): readonly MessageEntry[];
}

/**
 * Looks from the newest to the oldest until the page is full or the budget is spent: then the page
 * may be short, or empty, and `older` is where to go on.
 */
export function findMessages(
  messages: SearchedMessages,
  query: MessageQuery,
  budget: SearchBudget = SEARCH_BUDGET,
): MessagePage {
  const found: MessageEntry[] = [];
  let looked = 0;
  let chars = 0;
  let last = Infinity;
  for (const entry of candidates(messages, query)) {
    const isSpent = looked >= budget.entries || chars >= budget.chars;
    if (isSpent) return { entries: found.reverse(), older: last };
    looked += 1;
    if (matches(entry, query)) {
      if (query.text !== undefined) chars += entry.body?.length ?? 0;
      if (query.text === undefined || entry.body?.includes(query.text)) {
        if (found.length === query.limit) return { entries: found.reverse(), older: last };
        found.push(entry);
      }
    }
    last = entry.offset;
  }
  return { entries: found.reverse() };
}

function candidates(messages: SearchedMessages, query: MessageQuery): Iterable<MessageEntry> {
  const { messageId, before = Infinity } = query;
  if (messageId === undefined) return messages.order.backFrom(before);
  return messages
    .entriesOf(messageId)
    .filter(({ offset }) => offset < before)
    .sort((one, other) => other.offset - one.offset);
}

/** Everything but the text, which is searched only in what matches otherwise. */
function matches(
  entry: MessageEntry,
  { queue, tipo, id, correlationId, from, to, outcome }: MessageQuery,
): boolean {
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
