import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { EtlJob } from './etl-job';

/** Why an attempt failed. */
export class EtlJobErrorDto {
  @ApiProperty({ example: 'handler_timeout' })
  readonly code!: string;

  @ApiProperty()
  readonly message!: string;
}

/** How far a job is, and what has become of it. */
export class EtlJobView {
  @ApiProperty()
  readonly messageId!: string;

  @ApiProperty({ example: 'invoices' })
  readonly source!: string;

  @ApiProperty({
    enum: ['running', 'retrying', 'processed', 'dead-lettered', 'discarded'],
    description: '`running` also when its worker was killed and the next one has not begun.',
  })
  readonly outcome!: EtlJob['outcome'];

  @ApiProperty({ type: 'integer', description: 'Rows that are loaded.', example: 3_000 })
  readonly done!: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Rows that there are.', example: 8_000 })
  readonly of?: number;

  @ApiProperty({ type: 'integer', description: 'The last attempt, from 1.' })
  readonly attempt!: number;

  @ApiPropertyOptional({ type: EtlJobErrorDto, description: 'Of the last attempt that failed.' })
  readonly lastError?: EtlJobErrorDto;

  @ApiProperty({ format: 'date-time', description: 'When there was something new last.' })
  readonly at!: string;
}

export function toEtlJobView(job: EtlJob): EtlJobView {
  const { at, attempt, done, lastError, messageId, of, outcome, source } = job;
  return { messageId, source, outcome, done, of, attempt, lastError, at: at.toISOString() };
}
