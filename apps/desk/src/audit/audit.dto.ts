import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ACTIONS } from './audit.query.dto';

/** What somebody did, as the journal has it. */
export class ActionDto {
  @ApiProperty({ description: 'Its place in the journal.', type: 'integer' })
  readonly offset!: number;

  @ApiProperty({
    description:
      'Done to a dead letter (`redriven` and so on), or to the system: `pause`, `prefetch`.',
    example: ACTIONS[0],
  })
  readonly action!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ description: 'Who, in at most 256 characters.', example: 'operator' })
  readonly by!: string;

  @ApiProperty({ description: 'Why, in at most 1,024.', example: 'the warehouse is back' })
  readonly reason!: string;

  @ApiProperty({ description: 'The queue; of an operation, what it was on.' })
  readonly queue!: string;

  @ApiPropertyOptional()
  readonly messageId?: string;

  @ApiPropertyOptional()
  readonly deadLetterId?: string;

  @ApiProperty({ description: 'Whether another event was sent in place of the original.' })
  readonly edited!: boolean;

  @ApiPropertyOptional({
    description: 'Names an operation. One that has none was on a dead letter.',
  })
  readonly operationId?: string;

  @ApiPropertyOptional({ description: 'The address an operation was asked from.' })
  readonly from?: string;

  @ApiPropertyOptional({ description: 'What an operation set, where that is a number.' })
  readonly value?: number;

  @ApiPropertyOptional({
    description: 'What came of an operation; missing while that is not known.',
    example: '2 of 2 workers do so',
  })
  readonly result?: string;
}
