import { ApiProperty } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import type { DeadLetterGroup } from '@warren/messaging';
import { DeadLetterDto } from './dead-letter.dto';
import { toDeadLetterDto } from './show-dead-letter';

/** Dead letters of one queue, one handler and one kind of failure. */
export class DeadLetterGroupDto {
  @ApiProperty({
    description: 'Names it when it is to be redriven or discarded; the same in every process.',
    example: '1c8aff950685c2ed',
  })
  readonly group!: string;

  @ApiProperty({ example: queues.etlJobs.name })
  readonly queue!: string;

  @ApiProperty({ type: String, nullable: true, example: 'EtlHandler.run' })
  readonly handler!: string | null;

  @ApiProperty({ example: 'unknown_source' })
  readonly code!: string;

  @ApiProperty({
    description: 'The words of the failure; what differs between the messages is taken out.',
    example: 'no source <text>',
  })
  readonly message!: string;

  @ApiProperty({ example: 41 })
  readonly count!: number;

  @ApiProperty({ format: 'date-time', description: 'When the first of them died.' })
  readonly first!: string;

  @ApiProperty({ format: 'date-time', description: 'When the last of them died.' })
  readonly last!: string;

  @ApiProperty({ type: DeadLetterDto, description: 'The newest of them.' })
  readonly sample!: DeadLetterDto;
}

/** A group as the API shows it. */
export function toGroupDto(shown: DeadLetterGroup): DeadLetterGroupDto {
  const { first, handler, last, sample, ...group } = shown;
  return {
    ...group,
    handler: handler ?? null,
    first: first.toISOString(),
    last: last.toISOString(),
    sample: toDeadLetterDto(sample),
  };
}
