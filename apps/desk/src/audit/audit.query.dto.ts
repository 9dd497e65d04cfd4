import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsTime, OlderPage, PageLimit } from '@warren/views';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Action } from './audit.projection';

export const ACTIONS = [
  ...['redriven', 'discarded', 'restored', 'pause', 'resume', 'prefetch', 'publish'],
  ...['redrive', 'discard', 'restore', 'triage', 'alert-raised', 'alert-over'],
];
const FORMATS = ['json', 'ndjson', 'csv'] as const;

/** Which actions `GET /audit` gives. */
export class AuditQueryDto {
  @ApiPropertyOptional({ description: 'Only of this person.', example: 'operator' })
  @IsOptional()
  @IsString()
  @MaxLength(256)
  readonly by?: string;

  @ApiPropertyOptional({ enum: ACTIONS })
  @IsOptional()
  @IsIn(ACTIONS)
  readonly action?: Action['action'];

  @ApiPropertyOptional({ description: 'Only of this queue.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Done then or after it.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Done before it.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly to?: string;

  @PageLimit(50)
  readonly limit: number = 50;

  @OlderPage()
  readonly before?: number;

  @ApiPropertyOptional({
    description: '`ndjson` and `csv`: all that match, without `limit`, as a stream.',
    enum: FORMATS,
    default: 'json',
  })
  @IsOptional()
  @IsIn(FORMATS)
  readonly format?: (typeof FORMATS)[number];
}

/** Whether an action is meant; everything that is set must be so. */
export function toAuditFilter(query: AuditQueryDto): (action: Action) => boolean {
  const { action, by, queue } = query;
  const from = query.from === undefined ? -Infinity : Date.parse(query.from);
  const to = query.to === undefined ? Infinity : Date.parse(query.to);
  return (each) =>
    (action === undefined || action === each.action) &&
    (by === undefined || by === each.by) &&
    (queue === undefined || queue === each.queue) &&
    each.at.getTime() >= from &&
    each.at.getTime() < to;
}
