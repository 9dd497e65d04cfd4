import { ApiProperty } from '@nestjs/swagger';
import type { ScheduledDeliveries } from '@warren/messaging';

/** How many deliveries are due in an hour. */
export class ScheduledHourDto {
  @ApiProperty({ format: 'date-time', description: 'When the hour begins.' })
  readonly hour!: string;

  @ApiProperty({ type: 'integer', example: 1_204 })
  readonly messages!: number;
}

/** What waits for its time. */
export class ScheduledDto {
  @ApiProperty({ type: 'integer', description: 'Deliveries ahead, in all hours together.' })
  readonly ahead!: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Messages that wait to be handed on and that no worker handles at the moment. Null when the ' +
      'broker does not say.',
  })
  readonly overdue!: number | null;

  @ApiProperty({
    type: [ScheduledHourDto],
    description: 'By the hour (UTC) in which they are due; hours without any are left out.',
  })
  readonly hours!: ScheduledHourDto[];
}

export function toScheduledDto({ hours, overdue }: ScheduledDeliveries): ScheduledDto {
  return {
    ahead: hours.reduce((sum, { messages }) => sum + messages, 0),
    overdue: overdue ?? null,
    hours: hours.map(({ hour, messages }) => ({ hour: new Date(hour).toISOString(), messages })),
  };
}
