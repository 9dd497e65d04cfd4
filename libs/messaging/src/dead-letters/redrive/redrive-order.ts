import { type EventDto, WarrenError } from '@warren/model';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { MAX_CHARS } from '../../records/record-limits';
import type { ActionResult } from './action-result';
import type { DeadLetterSelection } from '../list/dead-letter-selection';

/** What somebody does about dead letters, and why. */
export interface DeadLetterOrder {
  readonly selection: DeadLetterSelection;
  /** At most 4,096 characters, as records have it. */
  readonly reason: string;
  /** Who, in at most 1,024 characters. */
  readonly by: string;
}

/**
 * Refuses an order whose record no reader would take.
 *
 * @throws WarrenError `invalid_request` when `by` or `reason` is too long.
 */
export function checkOrder({ by, reason }: DeadLetterOrder): void {
  if (by.length <= MAX_CHARS.label && reason.length <= MAX_CHARS.words) return;
  const detail = `by has at most ${MAX_CHARS.label} characters, and reason ${MAX_CHARS.words}`;
  throw new WarrenError('invalid_request', detail);
}

/** What is to be sent again, and how. */
export interface RedriveOrder extends DeadLetterOrder {
  /** In place of the payload of the event; for exactly one id. */
  readonly payload?: Record<string, unknown>;
  /** Sends one first, and continues only when it is processed within `canaryWaitMs`. */
  readonly canary?: boolean;
  /** Default 30,000. */
  readonly canaryWaitMs?: number;
  /** The most per second; default: as fast as the broker confirms. */
  readonly rate?: number;
  /** Sends nothing, and says what would be sent. */
  readonly dryRun?: boolean;
}

/** What is the same for every dead letter of one redrive. */
export interface RedriveTerms extends Pick<RedriveOrder, 'by' | 'reason' | 'dryRun'> {
  readonly edited?: EventDto;
  /**
   * Makes the event to be sent of the bytes of each; undefined: these bytes.
   *
   * @throws WarrenError when it cannot be sent so; it stays open.
   */
  readonly prepare?: (record: DeadLetteredRecord, content: Buffer) => Promise<EventDto | undefined>;
  /** A declared queue, in place of its own. */
  readonly to?: string;
  readonly operationId?: string;
}

/** What became of one of those that were to be sent again. `redriven`: its queue has it again. */
export type RedriveResult = ActionResult<'redriven' | 'would-redrive'>;

/** Why a redrive ended before its end. */
export type RedriveStop = 'canary_failed' | 'canary_too_late' | 'aborted';

/** How a redrive ended. */
export interface RedriveSummary {
  readonly redriven: number;
  readonly skipped: number;
  readonly failed: number;
  /** Selected and not touched: beyond the most that one redrive takes, or after it was stopped. */
  readonly left: number;
  /** Of a dry run. */
  readonly wouldRedrive?: number;
  readonly stopped?: RedriveStop;
}

/** The progress of a redrive: a result for each, and at the end the summary. */
export type RedriveStep = RedriveResult | { readonly summary: RedriveSummary };
