import { IsArray, IsBoolean, IsOptional, IsString } from 'class-validator';

/** Which queues a process consumes, and whether events may ask to fail. */
export class ConsumingConfig {
  /**
   * The queues this process consumes, by name; with the queue of commands among them it serves those.
   * Default: those it has handlers for. One image scales by queue that way.
   */
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  readonly queues?: readonly string[];

  /**
   * Whether events may ask to fail, for people and tests to watch. Default false, as it has to be in
   * production: with it, a publisher can crash the process.
   */
  @IsBoolean()
  readonly failureLab: boolean = false;
}
