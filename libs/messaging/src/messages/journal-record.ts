import type { EventDto } from '@warren/model';
import type { Delivery } from './delivery';
import type { Deferred } from './deferred';
import type { Excerpt } from './excerpt';
import type { PublisherHeaders } from './headers/read-headers';
import type { PublisherProperties } from './headers/read-properties';

/** A failure in words and as a stable code. */
export interface RecordedFailure {
  readonly code: string;
  readonly message: string;
  /** Of the error, at most 4,096 characters: of a first failure, and of the one that was final. */
  readonly stack?: string;
}

/** One run of a handler. */
interface Attempted {
  readonly delivery: Delivery;
  /** `Class.method`. */
  readonly handler: string;
  /** The process it ran in. */
  readonly worker: string;
  readonly startedAt: Date;
  /** When it ended. */
  readonly at: Date;
}

/** A handler processed an event. */
export interface ProcessedRecord extends Attempted {
  readonly kind: 'processed';
  /** Distinguishes events of one message id; absent where the id does not name one event. */
  readonly eventHash?: number;
  /** Without its payload where there is an excerpt. */
  readonly event: EventDto;
  /** Of the bytes of an event that is too large for a record. */
  readonly excerpt?: Excerpt;
}

/** An attempt failed. */
export interface FailedRecord extends Attempted {
  readonly kind: 'failed';
  readonly failure: RecordedFailure;
  /** Until the next attempt, in milliseconds; absent: there is none, it is dead-lettered. */
  readonly retryInMs?: number;
  /** Absent when the body is not a valid event; without its payload where there is an excerpt. */
  readonly event?: EventDto;
  /** Of the bytes of an event that is too large for a record. */
  readonly excerpt?: Excerpt;
}

/**
 * Of a record that is written once more, since what it says is still open and the stream is about to
 * drop it. All three are set, or none.
 */
export interface RecordedAgain {
  /** When it was written again. */
  readonly againAt?: Date;
  /** The offset up to which its writer had read that it was open. */
  readonly asOf?: number;
  /** The offset at which it was recorded first. */
  readonly firstOffset?: number;
}

/**
 * Why a message is a dead letter. `failed`: its handler, or its bytes; `rejected`: given back to the
 * broker as something we could not make sense of; the others as RabbitMQ names them.
 */
export type DeadLetterCause = 'failed' | 'rejected' | 'expired' | 'delivery_limit' | 'maxlen';

/** A message reached the dead-letter queue. It has everything needed to send it again. */
export interface DeadLetteredRecord extends RecordedAgain, PublisherHeaders {
  readonly kind: 'dead-lettered';
  /** Names this dead letter: the same message may become one again after a redrive. */
  readonly deadLetterId: string;
  readonly messageId: string;
  /** The queue it could not be processed in. */
  readonly queue: string;
  /** When it was dead-lettered, as far as that is known. */
  readonly at: Date;
  readonly cause: DeadLetterCause;
  readonly failure: RecordedFailure;
  readonly handler?: string;
  /** The attempts it had. */
  readonly attempt: number;
  /** How often it was redriven before. */
  readonly redrives: number;
  /** How often its event was edited on that way; absent: it is as it was published. */
  readonly edits?: number;
  /** The message id of the event it replays, if it does. */
  readonly replayOf?: string;
  /** The exchange and routing key it was first published with. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly publishedAt?: Date;
  readonly firstFailedAt?: Date;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Of one that was published for later. */
  readonly deferred?: Deferred;
  /** The other AMQP properties its publisher set: `contentType`, `type`, `replyTo`, `priority` ... */
  readonly properties: PublisherProperties;
  /** Its bytes, as text when they are UTF-8, else in base64; empty where there is an excerpt. */
  readonly body: string;
  readonly encoding: 'utf8' | 'base64';
  /** The text of bytes that are compressed (`contentEncoding`), where that fits into the record too. */
  readonly decoded?: string;
  /** Of bytes that are too large for a record; the broker has them apart from the journal. */
  readonly excerpt?: Excerpt;
}

/** Somebody put a dead letter right or away. */
interface Acted {
  readonly deadLetterId: string;
  readonly messageId: string;
  readonly queue: string;
  readonly at: Date;
  /** Who. */
  readonly by: string;
  readonly reason: string;
  /** The operation on many that it was done in. */
  readonly operationId?: string;
}

/** A dead letter was published to its queue again, and the broker confirmed it. */
export interface RedrivenRecord extends Acted {
  readonly kind: 'redriven';
  /** How often it has been redriven, this time included. Absent in records of older workers. */
  readonly redrives?: number;
  /** The queue that has it now, where it is not its own. */
  readonly to?: string;
  /**
   * The event that was sent in place of the original, when it was edited; without its payload where
   * there is an excerpt.
   */
  readonly edited?: EventDto;
  /** Of an edited event, as JSON, that is too large for a record. */
  readonly excerpt?: Excerpt;
}

/** A dead letter was put away. */
export interface DiscardedRecord extends Acted {
  readonly kind: 'discarded';
}

/** A dead letter that was put away is open again. */
interface RestoredRecord extends Acted {
  readonly kind: 'restored';
}

/** What somebody did about a dead letter. */
export type ActedRecord = RedrivenRecord | DiscardedRecord | RestoredRecord;

/** A handler saved how far it is; its attempt continues. */
export interface ProgressRecord extends RecordedAgain {
  readonly kind: 'progress';
  readonly delivery: Delivery;
  /** The process it ran in. */
  readonly worker: string;
  readonly at: Date;
  /** How much is done, in units of the handler's choice. */
  readonly done: number;
  /** Of how much, if that is known. */
  readonly of?: number;
  /** What else the next attempt needs to resume. */
  readonly state?: Readonly<Record<string, unknown>>;
  /** Whether its attempts are over, when that was known as it was written again. */
  readonly isOver?: boolean;
}

/** What the journal says of a message. */
export type JournalRecord =
  ProcessedRecord | FailedRecord | DeadLetteredRecord | ActedRecord | ProgressRecord;
