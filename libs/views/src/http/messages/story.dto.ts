import { ApiProperty, ApiPropertyOptional, getSchemaPath, ApiExtraModels } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { EventDto } from '@warren/http';
import { HEADERS_PROPERTY } from '../headers-property';
import { StoryPublishDto } from './story-publish.dto';
import { OUTCOMES, type MessageOutcome } from '../../messages/message-entry';

const STEPS = [
  ...['published', 'scheduled', 'relayed', 'waited', 'attempt', 'progress'],
  ...['dead-lettered', 'redriven', 'discarded', 'restored', 'waits'],
] as const;
const PLACES = [
  'in the queue',
  'for its time',
  'for the next attempt',
  'as a dead letter',
] as const;

/** A failure in words and as a stable code. */
export class StoryErrorDto {
  @ApiProperty({ example: 'lab_retryable' })
  readonly code!: string;

  @ApiProperty()
  readonly message!: string;

  @ApiPropertyOptional({
    description: 'At most 4,096 characters; of a first failure and of the one that was final.',
  })
  readonly stack?: string;
}

/** One step of a story. `step` says which, and so which of the others are there. */
export class StoryStepDto {
  @ApiProperty({
    enum: STEPS,
    description:
      '`scheduled`: put off; `relayed`: published to its exchange when it was due; `waited`: between ' +
      'two other steps; `waits`: at the end, for what comes next.',
  })
  readonly step!: (typeof STEPS)[number];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was, or began. Null when the publisher did not say.',
  })
  readonly at!: string | null;

  @ApiPropertyOptional({ description: '`attempt`, `waited`: how long, in milliseconds.' })
  readonly durationMs?: number;

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    nullable: true,
    description: '`scheduled`: when it was to be delivered.',
  })
  readonly until?: string | null;

  @ApiPropertyOptional({ enum: PLACES })
  readonly where?: StoryPlace;

  @ApiPropertyOptional({
    description: 'A wait for the next attempt: how long it was to be, in milliseconds.',
  })
  readonly plannedMs?: number;

  @ApiPropertyOptional({
    description: '`attempt`, `progress`: which, from 1, and from 1 after a redrive.',
  })
  readonly attempt?: number;

  @ApiPropertyOptional({
    description:
      '`attempt`, `progress`: how often the broker had delivered it before without a verdict.',
  })
  readonly redeliveries?: number;

  @ApiPropertyOptional({ example: 'MensajesHandler.receive' })
  readonly handler?: string;

  @ApiPropertyOptional({ description: '`attempt`, `progress`: the process it ran in.' })
  readonly worker?: string;

  @ApiPropertyOptional({ enum: ['processed', 'failed'], description: '`attempt`: how it ended.' })
  readonly outcome?: 'processed' | 'failed';

  @ApiPropertyOptional({ description: '`progress`: how much was done when it was saved last.' })
  readonly done?: number;

  @ApiPropertyOptional({ description: '`progress`: of how much, if that is known.' })
  readonly of?: number;

  @ApiPropertyOptional({ type: StoryErrorDto, description: 'Of what failed or is dead-lettered.' })
  readonly error?: StoryErrorDto;

  @ApiPropertyOptional()
  readonly deadLetterId?: string;

  @ApiPropertyOptional({
    description: '`failed`, `rejected`, `expired`, `delivery_limit` or `maxlen`.',
  })
  readonly cause?: string;

  @ApiPropertyOptional({ description: '`redriven`, `discarded`: who did it.' })
  readonly by?: string;

  @ApiPropertyOptional({ description: '`redriven`, `discarded`: why.' })
  readonly reason?: string;

  @ApiPropertyOptional({ description: '`redriven`: whether another event was sent instead.' })
  readonly isEdited?: boolean;

  @ApiPropertyOptional({ type: EventDto, description: '`redriven`: the event sent instead.' })
  readonly event?: EventDto;
}

export type StoryPlace = (typeof PLACES)[number];

/** What happened to a message in one queue. */
export class QueueStoryDto {
  @ApiProperty({ example: queues.mensajes.name })
  readonly queue!: string;

  @ApiProperty({ enum: OUTCOMES, description: 'What has become of it.' })
  readonly outcome!: MessageOutcome;

  @ApiProperty({ type: [StoryStepDto], description: 'From the first to the last.' })
  readonly steps!: StoryStepDto[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null while it is tried again.',
  })
  readonly endedAt!: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'From publishing to the end, in milliseconds. Null when either is not known.',
  })
  readonly totalMs!: number | null;
}

/** What happened to a message. */
@ApiExtraModels(EventDto)
export class StoryDto {
  @ApiProperty()
  readonly messageId!: string;

  @ApiProperty({
    description:
      'As it was published. Null when what arrived is no event, and while its first attempt runs.',
    nullable: true,
    allOf: [{ $ref: getSchemaPath(EventDto) }],
  })
  readonly event!: EventDto | null;

  @ApiProperty({ type: String, nullable: true })
  readonly correlationId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The message id of the event it follows from.',
  })
  readonly causationId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The message id of what it replays.' })
  readonly replayOf!: string | null;

  @ApiProperty(HEADERS_PROPERTY)
  readonly headers!: Readonly<Record<string, unknown>>;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty()
  readonly routingKey!: string;

  @ApiProperty({ type: [QueueStoryDto], description: 'One per queue that had it.' })
  readonly queues!: QueueStoryDto[];

  @ApiPropertyOptional({ type: StoryPublishDto, description: 'Only while no worker attempted it.' })
  readonly published?: StoryPublishDto;
}
