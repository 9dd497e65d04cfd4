import { EnvVar } from '@warren/platform';
import { IsInt, Max, Min } from 'class-validator';

/** How many dead letters are shown and can be acted on. */
export class DeadLettersConfig {
  /**
   * How many dead letters are kept in memory; the settled ones go first, then the oldest.
   * Default 100,000.
   */
  @EnvVar('DEAD_LETTER_CAPACITY')
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly capacity: number = 100_000;

  /** About how many bytes of them are kept. Default 268,435,456 (256 MiB). */
  @EnvVar('DEAD_LETTER_CAPACITY_BYTES')
  @IsInt()
  @Min(1_048_576)
  @Max(68_719_476_736)
  readonly capacityBytes: number = 268_435_456;
}
