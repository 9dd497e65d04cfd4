import { IsIn, IsOptional } from 'class-validator';
import { EnvVar } from '@warren/platform';

/** How the process logs. */
export class LoggingConfig {
  /** The least important lines that are written. Default `info`. */
  @EnvVar('LOG_LEVEL')
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  readonly level: string = 'info';

  /** `json` for machines, `pretty` for people. Default: `pretty` on a terminal, else `json`. */
  @EnvVar('LOG_FORMAT')
  @IsOptional()
  @IsIn(['json', 'pretty'])
  readonly format?: 'json' | 'pretty';
}
