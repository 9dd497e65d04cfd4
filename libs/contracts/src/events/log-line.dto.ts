import { Type } from 'class-transformer';
import { IsIn, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';
import { EventDto } from '@warren/model';

/** How grave a line is, from the least to the most. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line must say. Fields beyond these are kept: every source has its own. */
class LogLinePayload {
  /** Who wrote it: a service, a device, a machine. */
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  readonly source!: string;

  @IsIn(LOG_LEVELS)
  readonly level!: LogLevel;

  @IsString()
  @MaxLength(8_192)
  readonly text!: string;
}

/** A source logged a line. */
export class LogLineDto extends EventDto {
  @ValidateNested()
  @Type(() => LogLinePayload)
  override readonly payload!: LogLinePayload;
}
