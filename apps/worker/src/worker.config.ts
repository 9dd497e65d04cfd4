import { EnvVar } from '@warren/platform';
import type { ConsumingConfig } from '@warren/messaging';
import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** What only the worker needs to know. */
export class WorkerConfig {
  /** Default 8001. */
  @EnvVar('WORKER_PORT')
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 8_001;

  /**
   * The queues this process consumes, by name, separated by commas; with the queue of commands among
   * them it serves those. Default: those it has handlers for. One image scales by queue that way.
   */
  @EnvVar('WORKER_QUEUES')
  @IsOptional()
  @IsString()
  readonly workerQueues?: string;

  /**
   * Whether events may ask to fail, for people and tests to watch (`on` or `off`). Default `off`, and
   * always `off` when NODE_ENV is `production`. With `on`, a publisher can crash the worker.
   */
  @EnvVar('FAILURE_LAB')
  @IsIn(['on', 'off'])
  readonly failureLab: 'on' | 'off' = 'off';

  /** `production` turns the failure lab off. */
  @EnvVar('NODE_ENV')
  @IsOptional()
  @IsString()
  readonly nodeEnv?: string;

  /** The part of it that the library needs. */
  get consuming(): ConsumingConfig {
    return {
      queues: this.workerQueues?.split(',').map((name) => name.trim()),
      failureLab: this.failureLab === 'on' && this.nodeEnv !== 'production',
    };
  }
}
