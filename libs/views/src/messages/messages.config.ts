import { EnvVar } from '@warren/platform';
import { IsInt, Max, Min } from 'class-validator';

/** How much of what was processed an app shows. */
export class MessagesConfig {
  /** How many processed messages are kept in memory; the oldest go first. Default 100,000. */
  @EnvVar('REPOSITORY_CAPACITY')
  @IsInt()
  @Min(1)
  @Max(10_000_000)
  readonly repositoryCapacity: number = 100_000;

  /**
   * About how many bytes of processed messages are kept in memory; the oldest go first.
   * Default 268,435,456 (256 MiB).
   */
  @EnvVar('REPOSITORY_CAPACITY_BYTES')
  @IsInt()
  @Min(1_048_576)
  @Max(68_719_476_736)
  readonly repositoryCapacityBytes: number = 268_435_456;
}
