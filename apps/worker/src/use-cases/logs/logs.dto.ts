import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { LOG_LEVELS, type LogLevel } from '@warren/contracts';
import { PageLimit } from '@warren/views';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { LineCount, LineFilter, LogLine } from './log-lines.projection';

/** Which lines `GET /logs/tail` gives. */
export class LogTailQueryDto implements LineFilter {
  @ApiPropertyOptional({ description: 'Only of this source.', example: 'billing' })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  readonly source?: string;

  @ApiPropertyOptional({
    enum: LOG_LEVELS,
    default: 'debug',
    description: 'Only of this level and those above it.',
  })
  @IsIn(LOG_LEVELS)
  readonly level: LogLevel = 'debug';

  @PageLimit(100)
  readonly limit: number = 100;
}

/** A log line. `GET /messages/{messageId}` has the whole event. */
export class LogLineView {
  @ApiProperty({ format: 'date-time', description: 'When it was processed.' })
  readonly at!: string;

  @ApiProperty({ example: 'billing' })
  readonly source!: string;

  @ApiProperty({ enum: LOG_LEVELS })
  readonly level!: LogLevel;

  @ApiProperty({ example: 'the bank does not answer' })
  readonly text!: string;

  @ApiProperty()
  readonly messageId!: string;
}

/** How many lines of a level came from a source. */
export class LogCountDto implements LineCount {
  @ApiProperty({ example: 'billing' })
  readonly source!: string;

  @ApiProperty({ enum: LOG_LEVELS })
  readonly level!: LogLevel;

  @ApiProperty({ type: 'integer', example: 1_204 })
  readonly lines!: number;
}

export function toLogLineView({ at, level, messageId, source, text }: LogLine): LogLineView {
  return { at: at.toISOString(), source, level, text, messageId };
}
