import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Metric, SeriesPoint } from './read-points';
import { COUNTED, MEASURED } from './series-ring';
import { STEP_NAMES, type StepName } from './series-steps';

/** One step of a series. */
class SeriesPointDto implements SeriesPoint {
  @ApiProperty({ format: 'date-time', description: 'When the step begins.' })
  readonly at!: string;

  @ApiProperty({
    type: 'number',
    description: 'How many; of `wait` and `run` how many were measured.',
  })
  readonly count!: number;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Of `wait` and `run`: half of them took at most this, to within a fifth.',
  })
  readonly p50Ms?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'As `p50Ms`, 95 of 100 of them.' })
  readonly p95Ms?: number;
}

/** Numbers of a queue, or of all, over time. */
export class SeriesDto {
  @ApiProperty({ enum: [...COUNTED, ...MEASURED], example: 'processed' })
  readonly metric!: Metric;

  @ApiPropertyOptional({ description: 'Absent: all queues.' })
  readonly queue?: string;

  @ApiPropertyOptional({ description: 'Absent: every tipo.' })
  readonly tipo?: string;

  @ApiProperty({ enum: STEP_NAMES, example: '10s' })
  readonly step!: StepName;

  @ApiProperty({ type: 'integer', example: 10_000 })
  readonly stepMs!: number;

  @ApiProperty({
    type: [String],
    description: 'What `tipo` can be; `(other)`: those beyond the bounds; `(none)`: no event.',
    example: ['CREACION', '(other)'],
  })
  readonly tipos!: string[];

  @ApiProperty({
    type: [SeriesPointDto],
    description: 'Every step, oldest first; the last one is not over yet.',
  })
  readonly points!: SeriesPoint[];
}
