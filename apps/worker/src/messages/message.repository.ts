import type { ProcessedRecord } from '@warren/messaging';

/** Which messages to give. Every filter that is set must be equal. */
export interface MessageQuery {
  readonly queue?: string;
  readonly tipo?: string;
  /** The event's own id. */
  readonly id?: string;
  readonly messageId?: string;
  /** At most so many. */
  readonly limit: number;
  /** Only messages older than this cursor, which an earlier page gave. */
  readonly before?: number;
}

/** The newest messages that match, oldest first. */
export interface MessagePage {
  readonly messages: readonly ProcessedRecord[];
  /** The cursor of the next older page; absent when there is none. */
  readonly older?: number;
}

/** Keeps processed messages. */
export abstract class MessageRepository {
  /** Keeps the message; the same message id of the same queue again changes nothing (I12). */
  abstract save(message: ProcessedRecord): void;

  abstract find(query: MessageQuery): MessagePage;

  /** Every record of one message, oldest first: one per queue that had it. */
  abstract findByMessageId(messageId: string): readonly ProcessedRecord[];
}
