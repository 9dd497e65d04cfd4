import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsTime } from '@warren/views';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { Metric, SeriesRange } from './read-points';
import { COUNTED, MEASURED } from './series-ring';
import { STEP_NAMES, STEPS, stepFor, type StepName } from './series-steps';

/** Which series `GET /series` gives. */
export class SeriesQueryDto {
  @ApiProperty({
    description:
      '`in`: first attempts; `processed`; `failed`: attempts that failed; `dead`: dead letters; `wait`: ' +
      'from publishing to the first attempt; `run`: how long attempts ran.',
    enum: [...COUNTED, ...MEASURED],
    example: 'processed',
  })
  @IsIn([...COUNTED, ...MEASURED])
  readonly metric!: Metric;

  @ApiPropertyOptional({ description: 'Only of this queue; unset: all queues together.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Only of this tipo: one of `tipos` in the answer.' })
  @IsOptional()
  @IsString()
  @MaxLength(1_024)
  readonly tipo?: string;

  @ApiPropertyOptional({
    description:
      'Steps of `10s` are kept for an hour, `1m` for a day, `10m` for seven days. Unset: the finest that ' +
      'is kept from `from` on.',
    enum: STEP_NAMES,
  })
  @IsOptional()
  @IsIn(STEP_NAMES)
  readonly step?: StepName;

  @ApiPropertyOptional({
    description: 'Unset: as far back as the step is kept, or an hour.',
    format: 'date-time',
  })
  @IsOptional()
  @IsTime()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Unset: now.', format: 'date-time' })
  @IsOptional()
  @IsTime()
  readonly to?: string;
}

/** The range that a query means, not yet cut to what is kept. */
export function toRange({ from, step, to }: SeriesQueryDto, nowMs: number): SeriesRange {
  const earliestMs = nowMs - STEPS[step ?? '10s'].keptMs;
  const fromMs = from === undefined ? earliestMs : Date.parse(from);
  const toMs = to === undefined ? nowMs : Date.parse(to);
  return { step: step ?? stepFor(fromMs, nowMs), fromMs, toMs };
}
