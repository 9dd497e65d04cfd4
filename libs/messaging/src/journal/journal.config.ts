import { EnvVar } from '@warren/platform';
import { IsInt, Max, Min } from 'class-validator';

/** How much of the journal a worker knows. */
export class JournalConfig {
  /**
   * How many of the newest records a worker reads when it starts, about 30,000 in a second. What is
   * older stays in the journal and is not shown. Default 500,000.
   */
  @EnvVar('JOURNAL_REPLAY')
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  readonly replay: number = 500_000;

  /**
   * How many processed messages are known again when they are delivered once more, about 150 bytes
   * each. Default 500,000.
   */
  @EnvVar('DUPLICATES_CAPACITY')
  @IsInt()
  @Min(1)
  @Max(16_000_000)
  readonly duplicatesCapacity: number = 500_000;
}
