import { EnvVar } from '@warren/platform';
import { IsIn, IsOptional, IsString } from 'class-validator';

/** Which queues a worker consumes, and whether events may ask to fail. */
export class ConsumingConfig {
  /**
   * The queues this process consumes, by name, separated by commas; with the queue of commands among
   * them it serves those. Default: all of them. One image scales by queue that way.
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

  /** Undefined: all of them. */
  get queues(): readonly string[] | undefined {
    return this.workerQueues?.split(',').map((name) => name.trim());
  }

  get hasFailureLab(): boolean {
    return this.failureLab === 'on' && this.nodeEnv !== 'production';
  }
}
