import { EnvVar } from '@warren/platform';
import { IsInt, Max, Min } from 'class-validator';

/** What only the worker needs to know. */
export class WorkerConfig {
  /** Default 8001. */
  @EnvVar('WORKER_PORT')
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 8_001;

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
