import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { STOPS, type Operation } from './operation';
import { ACTIONS } from './operation.query.dto';

const STATES = ['running', 'aborting', 'ended'] as const;
const CANARIES = ['testing', 'passed', 'failed', 'too_late'] as const;

/** What became of the members. */
class OperationCountsDto {
  @ApiProperty({ description: 'Redriven, discarded or restored, as their own records say.' })
  readonly done!: number;

  @ApiProperty({ description: 'In another state by then.' })
  readonly skipped!: number;

  @ApiProperty({ description: 'The patch does not apply, or the queue would refuse the event.' })
  readonly refused!: number;

  @ApiProperty({ description: 'Not to be sent, for another reason.' })
  readonly failed!: number;

  @ApiProperty({ description: 'Of those redriven: processed.' })
  readonly succeeded!: number;

  @ApiProperty({ description: 'Of those redriven: dead letters again.' })
  readonly deadAgain!: number;
}

/** Why one was not acted on. */
class OperationProblemDto {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ enum: ['skipped', 'refused', 'failed'] })
  readonly outcome!: string;

  @ApiPropertyOptional()
  readonly code?: string;

  @ApiPropertyOptional()
  readonly detail?: string;
}

/** An operation and how far it is. */
export class OperationDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ enum: ACTIONS })
  readonly action!: string;

  @ApiProperty({ enum: STATES })
  readonly state!: (typeof STATES)[number];

  @ApiPropertyOptional({ enum: STOPS, description: 'Why it ended before its end.' })
  readonly stopped?: string;

  @ApiPropertyOptional({ enum: CANARIES, description: 'What came of its canary, if it has one.' })
  readonly canary?: (typeof CANARIES)[number];

  @ApiProperty({ format: 'date-time' })
  readonly at!: Date;

  @ApiPropertyOptional({ format: 'date-time' })
  readonly endedAt?: Date;

  @ApiProperty({ example: 'operator' })
  readonly by!: string;

  @ApiPropertyOptional({ example: 'operator' })
  readonly abortedBy?: string;

  @ApiProperty({ example: 'the warehouse is back' })
  readonly reason!: string;

  @ApiPropertyOptional()
  readonly to?: string;

  @ApiPropertyOptional()
  readonly rate?: number;

  @ApiProperty({ description: 'Whether each event is changed by a patch.' })
  readonly isPatched!: boolean;

  @ApiProperty()
  readonly maxFailures!: number;

  @ApiProperty({ description: 'How many members it has.' })
  readonly total!: number;

  @ApiProperty({ description: 'How many nothing became of yet.' })
  readonly left!: number;

  @ApiProperty()
  readonly counts!: OperationCountsDto;

  @ApiProperty({
    description: 'Of those that were not acted on the first 100.',
    type: [OperationProblemDto],
  })
  readonly problems!: OperationProblemDto[];
}

/** An operation that was begun. */
export class BegunOperationDto extends OperationDto {
  @ApiProperty({ description: 'How many were selected beyond the 10,000 that it takes.' })
  readonly notTaken!: number;
}

export function toOperationDto(operation: Operation): OperationDto {
  const { abortedBy, at, counts, endedAt, id, left, order, problems, stopped } = operation;
  const { action, by, maxFailures, rate, reason, to, total } = order;
  const aborting = abortedBy === undefined ? 'running' : 'aborting';
  return {
    ...{ id, action, state: endedAt ? 'ended' : aborting, stopped, canary: canaryOf(operation) },
    ...{ at, endedAt, by, abortedBy, reason, to, rate, isPatched: order.patch !== undefined },
    ...{ maxFailures, total, left, counts: { ...counts }, problems },
  };
}

function canaryOf({ isCanaryPassed, order, stopped }: Operation): OperationDto['canary'] {
  if (!order.canary) return undefined;
  if (isCanaryPassed) return 'passed';
  if (stopped === 'canary_failed') return 'failed';
  return stopped === 'canary_too_late' ? 'too_late' : 'testing';
}
