import { EnvVar } from '@warren/platform';
import { IsInt, Max, Min } from 'class-validator';

/** What only the desk needs to know. */
export class DeskConfig {
  /** Default 8002. */
  @EnvVar('DESK_PORT')
  @IsInt()
  @Min(0)
  @Max(65_535)
  readonly port: number = 8_002;
}
