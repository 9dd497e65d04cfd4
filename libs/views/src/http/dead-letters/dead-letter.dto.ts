import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import type { ActedRecord, DeadLetterCause, DeadLetterState } from '@warren/messaging';
import { ExcerptDto } from '../excerpt.dto';
import { HEADERS_PROPERTY } from '../headers-property';

export const CAUSES: readonly DeadLetterCause[] = [
  'failed',
  'rejected',
  'expired',
  'delivery_limit',
  'maxlen',
];
export const STATES: readonly DeadLetterState[] = ['open', 'redriven', 'discarded'];

/** What somebody did about a dead letter. */
export class DeadLetterActionDto {
  @ApiProperty({ enum: ['redriven', 'discarded', 'restored'] })
  readonly kind!: ActedRecord['kind'];

  @ApiProperty({ description: 'The dead letter it was done about.' })
  readonly deadLetterId!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ description: 'Who did it.', example: 'operator' })
  readonly by!: string;

  @ApiProperty({ example: 'the warehouse is back' })
  readonly reason!: string;

  @ApiPropertyOptional({
    description: 'The event that was sent in place of the original, when it was edited.',
    type: 'object',
    additionalProperties: true,
  })
  readonly edited?: object;
}

/** Why it is a dead letter. */
export class DeadLetterFailureDto {
  @ApiProperty({ description: 'Stable.', example: 'unknown_source' })
  readonly code!: string;

  @ApiProperty({ example: "no source 'crm-7'" })
  readonly message!: string;

  @ApiPropertyOptional({
    description: "The stack of the handler's error, at most 4,096 characters.",
  })
  readonly stack?: string;
}

/** A message that could not be processed, and what became of it. */
export class DeadLetterDto {
  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015' })
  readonly deadLetterId!: string;

  @ApiProperty()
  readonly messageId!: string;

  @ApiProperty({ description: 'Where it could not be processed.', example: queues.etlJobs.name })
  readonly queue!: string;

  @ApiProperty({ enum: STATES })
  readonly state!: DeadLetterState;

  @ApiProperty({
    enum: CAUSES,
    description:
      '`failed`: by its handler, or it could not be read. `expired`, `delivery_limit`, `maxlen` and ' +
      '`rejected`: the broker took it out of its queue.',
  })
  readonly cause!: DeadLetterCause;

  @ApiProperty({ type: DeadLetterFailureDto })
  readonly failure!: DeadLetterFailureDto;

  @ApiProperty({ type: String, nullable: true, description: 'The handler that failed.' })
  readonly handler!: string | null;

  @ApiProperty({ description: 'Of failures of one kind.', example: '1c8aff950685c2ed' })
  readonly group!: string;

  @ApiProperty({ format: 'date-time', description: 'When it was dead-lettered.' })
  readonly at!: string;

  @ApiProperty({ description: 'The attempts it had.' })
  readonly attempt!: number;

  @ApiProperty({ description: 'How often it was redriven before.' })
  readonly redrives!: number;

  @ApiProperty({
    type: DeadLetterActionDto,
    nullable: true,
    description: 'What was done about it last; null when nothing was.',
  })
  readonly action!: DeadLetterActionDto | null;

  @ApiProperty({ description: 'What it was first published to; the empty string is the default.' })
  readonly exchange!: string;

  @ApiProperty()
  readonly routingKey!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly publishedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly firstFailedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly correlationId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The message id of the event it follows from.',
  })
  readonly causationId!: string | null;

  @ApiProperty(HEADERS_PROPERTY)
  readonly headers!: Readonly<Record<string, unknown>>;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly properties!: Readonly<Record<string, unknown>>;

  @ApiProperty({
    description: 'Its bytes, as text or in base64; empty where there is an excerpt of them.',
  })
  readonly body!: string;

  @ApiProperty({ enum: ['utf8', 'base64'] })
  readonly encoding!: 'utf8' | 'base64';

  @ApiPropertyOptional({
    description:
      'The text of a body that is compressed (`properties.contentEncoding`), where both fit into a record.',
  })
  readonly decoded?: string;

  @ApiPropertyOptional({
    type: ExcerptDto,
    description: 'Of bytes that are too large for the journal: `/dead-letters/{id}/body` has them.',
  })
  readonly excerpt?: ExcerptDto;
}

/** One dead letter with what was done about the same message before. */
export class DeadLetterStoryDto extends DeadLetterDto {
  @ApiProperty({
    type: [DeadLetterActionDto],
    description:
      'Done about this message in this queue before `action`, oldest first: also a discard that was taken back.',
  })
  readonly previousActions!: DeadLetterActionDto[];
}
