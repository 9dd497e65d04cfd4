import type { RetainedStream } from '@warren/model';
import type { DeadLettersConfig } from '../list/dead-letters.config';
import type { JournalConfig } from '../../journal/journal.config';
import type { OpenTerms } from './open-records';
import { limitsOf } from './retention-limits';

/** Messages with progress of which the views know. */
const MAX_PROGRESS = 10_000;
/** With fewer records read at a start, progress would be written again all the time. */
const MIN_REPLAY = 1_000;
/** What is open may take so much of the stream, or writing it again would push itself out. */
const SHARE_OF_STREAM = 1 / 8;

/** What is kept past a stream's retention: as much as the views keep, and as the stream can bear. Pure. */
export function termsOf(
  stream: RetainedStream,
  { replay }: Pick<JournalConfig, 'replay'>,
  { capacity, capacityBytes }: Pick<DeadLettersConfig, 'capacity' | 'capacityBytes'>,
): OpenTerms {
  const limits = limitsOf(stream);
  const bytes = limits.bytes * SHARE_OF_STREAM;
  return {
    limits,
    recentRecords: replay >= MIN_REPLAY ? replay : Infinity,
    letters: { count: capacity, bytes: Math.min(capacityBytes, bytes) },
    progress: { count: Math.max(1, Math.min(MAX_PROGRESS, replay * SHARE_OF_STREAM)), bytes },
  };
}
