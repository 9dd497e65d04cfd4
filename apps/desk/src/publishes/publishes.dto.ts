import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PUBLISH_OUTCOMES, type PublishOutcome } from '@warren/messaging';
import { PUBLISH_STEP_NAMES, type PublishStep } from './publish-series';

/** One publish, as its gateway reported it. There is no body in it. */
export class PublishItemDto {
  @ApiProperty({ description: 'Its place in the journal.', type: 'integer' })
  readonly offset!: number;

  @ApiProperty({ description: 'When its outcome was known.', format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ enum: PUBLISH_OUTCOMES, example: 'unroutable' })
  readonly outcome!: PublishOutcome;

  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty({ example: 'orders.eu.created' })
  readonly routingKey!: string;

  @ApiPropertyOptional({ description: 'Absent: it was refused before it had one.' })
  readonly messageId?: string;

  @ApiProperty({ description: 'The process that published it.', example: 'host-1:4711' })
  readonly publisher!: string;

  @ApiPropertyOptional({ description: 'As the client was answered.', example: 'unroutable' })
  readonly code?: string;

  @ApiPropertyOptional({ description: 'Why it failed, in at most 512 characters.' })
  readonly reason?: string;

  @ApiPropertyOptional({
    description: 'The size of its body, where that was read.',
    type: 'integer',
  })
  readonly bytes?: number;

  @ApiPropertyOptional({ description: 'The address of the client.', example: '127.0.0.1' })
  readonly client?: string;

  @ApiPropertyOptional({
    description: 'Confirmed, to be delivered later: when.',
    format: 'date-time',
  })
  readonly deliverAt?: string;

  @ApiPropertyOptional({
    description: 'Confirmed: whether a worker has attempted it, in any queue.',
  })
  readonly attempted?: boolean;
}

/** How many publishes had which outcome. */
class OutcomeCountsDto {
  @ApiProperty({ type: 'integer' })
  readonly confirmed!: number;

  @ApiProperty({ type: 'integer' })
  readonly unroutable!: number;

  @ApiProperty({ type: 'integer' })
  readonly refused!: number;

  @ApiProperty({ type: 'integer' })
  readonly unknown!: number;
}

/** The counts of one exchange and pattern. */
export class PatternCountsDto extends OutcomeCountsDto {
  @ApiProperty({ description: 'The empty string is the default exchange.' })
  readonly exchange!: string;

  @ApiProperty({
    description:
      'The key of the binding that the routing keys fit first, empty on an exchange that routes without. ' +
      '`(no binding)`: they fit none; `(other)`: what the topology of this desk has not.',
    example: 'orders.*.created',
  })
  readonly pattern!: string;
}

/** The counts of one step of time. */
export class OutcomePointDto extends OutcomeCountsDto {
  @ApiProperty({ description: 'When the step begins.', format: 'date-time' })
  readonly at!: string;
}

/** What gateways published, over time. */
export class PublishCountsDto {
  @ApiProperty({ enum: PUBLISH_STEP_NAMES })
  readonly step!: PublishStep;

  @ApiProperty({ type: 'integer', example: 10_000 })
  readonly stepMs!: number;

  @ApiProperty({ type: [PatternCountsDto], description: 'Those with a publish in that time.' })
  readonly patterns!: PatternCountsDto[];

  @ApiProperty({
    type: [OutcomePointDto],
    description: 'Every step with a publish, oldest first: of all these patterns together.',
  })
  readonly points!: OutcomePointDto[];

  @ApiProperty({
    description: 'Publishes that gateways could not report, as far as their later reports say so.',
    type: 'integer',
  })
  readonly unreported!: number;
}
