import { searchNewest, type Found, type SearchBudget, type Steps } from '@warren/platform';
import type { MessageEntry } from './message-entry';
import { compileFilter, type MessageFilter } from './message-filter';
import type { RecordedOrder } from './recorded-order';

/** Which messages to give. */
export interface MessageQuery extends MessageFilter {
  /** The most that are returned. */
  readonly limit: number;
  /** Only what was recorded before this cursor, which an earlier page gave. */
  readonly before?: number;
}

/** The newest messages that match, the newest first; `older` is the cursor of the next older page. */
export type MessagePage = Found<MessageEntry>;

/** Where messages are found. */
export interface SearchedMessages {
  readonly order: Pick<RecordedOrder, 'backFrom' | 'chunkBefore' | 'snapshot'>;
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
  const { before = Infinity, limit, messageId } = query;
  const candidates =
    messageId === undefined
      ? messages.order.backFrom(before)
      : entriesBefore(messages, messageId, before);
  return searchNewest({ candidates, limit, ...compileFilter(query) }, budget);
}

/** The entries of a message before a cursor, the newest first. */
export function entriesBefore(
  messages: SearchedMessages,
  messageId: string,
  before: number,
): MessageEntry[] {
  return messages
    .entriesOf(messageId)
    .filter(({ offset }) => offset < before)
    .sort((one, other) => other.offset - one.offset);
}
