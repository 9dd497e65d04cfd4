import { searchNewest, type Found, type SearchBudget, type Steps } from '@warren/platform';
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
  /** The most that are returned. */
  readonly limit: number;
  /** Only what was recorded before this cursor, which an earlier page gave. */
  readonly before?: number;
}

/** The newest messages that match, the newest first; `older` is the cursor of the next older page. */
export type MessagePage = Found<MessageEntry>;

/** Where messages are found. */
export interface SearchedMessages {
  readonly order: { backFrom(offset: number): Iterable<MessageEntry> };
  entriesOf(messageId: string): readonly MessageEntry[];
}

/**
 * Looks from the newest to the oldest until the page is full or the budget is spent: then the page
 * may be short, or empty, and `older` is where to continue.
 */
export function findMessages(
  messages: SearchedMessages,
  query: MessageQuery,
  budget?: SearchBudget,
): Steps<MessagePage> {
  const { limit, text } = query;
  const search = {
    candidates: candidates(messages, query),
    limit,
    matches: (entry: MessageEntry) => matches(entry, query),
    ...(text !== undefined && {
      text: {
        length: ({ body = '' }: MessageEntry) => body.length,
        isIn: ({ body = '' }: MessageEntry) => body.includes(text),
      },
    }),
  };
  return searchNewest(search, budget);
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
