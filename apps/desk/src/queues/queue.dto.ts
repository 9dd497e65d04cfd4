import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { QUEUE_KINDS, type QueueKind } from './list-queues';

const TRENDS = ['empty', 'drains', 'steady', 'grows', 'unknown'] as const;
const SOURCES = ['management', 'amqp', 'none'] as const;
const COUNT = { type: 'integer', example: 12 } as const;
const PER_SECOND = { type: 'number', example: 8.2 } as const;

/** What the journal says of a queue: messages a second over the last full minute. */
export class JournalRatesDto {
  @ApiProperty({ ...PER_SECOND, description: 'First attempts.' })
  readonly in!: number;

  @ApiProperty(PER_SECOND)
  readonly processed!: number;

  @ApiProperty({ ...PER_SECOND, description: 'Attempts that failed.' })
  readonly failed!: number;

  @ApiProperty({ ...PER_SECOND, description: 'Dead letters.' })
  readonly dead!: number;
}

/** A queue of the topology, now. What is absent is not known. */
export class QueueDto {
  @ApiProperty({ example: 'orders' })
  readonly name!: string;

  @ApiProperty({ enum: QUEUE_KINDS, example: 'work' })
  readonly kind!: QueueKind;

  @ApiPropertyOptional({ description: 'The work queue to which a retry queue gives back.' })
  readonly of?: string;

  @ApiPropertyOptional({ description: 'Whether the broker has it, and it answered.' })
  readonly found?: boolean;

  @ApiPropertyOptional({ ...COUNT, description: 'Waiting for a consumer.' })
  readonly ready?: number;

  @ApiPropertyOptional({ ...COUNT, description: 'Delivered, and not settled yet.' })
  readonly unacked?: number;

  @ApiPropertyOptional({ ...COUNT, description: 'All of them; of a stream what it keeps.' })
  readonly messages?: number;

  @ApiPropertyOptional(COUNT)
  readonly consumers?: number;

  @ApiPropertyOptional({ example: 'quorum' })
  readonly type?: string;

  @ApiPropertyOptional({ description: 'As RabbitMQ says it.', example: 'running' })
  readonly state?: string;

  @ApiPropertyOptional({ description: 'The node of its leader.', example: 'rabbit@one' })
  readonly leader?: string;

  @ApiPropertyOptional({ type: [String], description: 'The nodes that have a copy of it.' })
  readonly members?: readonly string[];

  @ApiPropertyOptional({ type: [String], description: 'Those of them that run.' })
  readonly online?: readonly string[];

  @ApiPropertyOptional({ ...PER_SECOND, description: 'Published to it, as the broker counts.' })
  readonly inPerSecond?: number;

  @ApiPropertyOptional({ ...PER_SECOND, description: 'Acked, as the broker counts.' })
  readonly outPerSecond?: number;

  @ApiPropertyOptional({ type: JournalRatesDto })
  readonly journal?: JournalRatesDto;

  @ApiPropertyOptional({
    enum: TRENDS,
    description: 'Of a queue that is consumed: how its number of messages changes.',
  })
  readonly trend?: (typeof TRENDS)[number];

  @ApiPropertyOptional({
    type: 'number',
    description: 'By how many messages a second it became more: measured over the last minute.',
    example: -3.5,
  })
  readonly netPerSecond?: number;

  @ApiPropertyOptional({ format: 'date-time', description: 'When it is empty at that rate.' })
  readonly drainsAt?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The time of the message at its head.' })
  readonly oldestAt?: string;

  @ApiPropertyOptional({ description: 'Why `oldestAt` is not known though messages are there.' })
  readonly oldestUnknown?: string;
}

/** Every queue of the topology, and where the counts come from. */
export class QueuesDto {
  @ApiProperty({
    enum: SOURCES,
    description:
      "`management`: RabbitMQ's management API; `amqp`: without it only `ready` and `consumers` are " +
      'known; `none`: the broker cannot be asked.',
  })
  readonly source!: (typeof SOURCES)[number];

  @ApiPropertyOptional({ description: 'Why it is not the management API.' })
  readonly reason?: string;

  @ApiProperty({ format: 'date-time', description: 'When the broker was asked.' })
  readonly at!: string;

  @ApiProperty({ type: [QueueDto] })
  readonly queues!: QueueDto[];
}
