import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** How a message was published of which workers have recorded nothing. */
export class StoryPublishDto {
  @ApiProperty({ format: 'date-time', description: 'When its outcome was known.' })
  readonly at!: string;

  @ApiProperty({
    enum: ['confirmed', 'unroutable', 'refused', 'unknown'],
    description:
      '`confirmed`: a queue has it, or the schedule, and no worker has attempted it yet.',
  })
  readonly outcome!: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'When it is to be delivered.' })
  readonly deliverAt?: string;

  @ApiPropertyOptional({ example: 'unroutable' })
  readonly code?: string;

  @ApiPropertyOptional({ description: 'Why it was not confirmed.' })
  readonly reason?: string;
}
