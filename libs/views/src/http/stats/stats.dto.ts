import { ApiProperty } from '@nestjs/swagger';
import type { HourCount } from '../../stats/events-per-hour.projection';

/** How many events of a tipo were processed in an hour. */
export class HourCountDto {
  @ApiProperty({ format: 'date-time', description: 'When the hour began.' })
  readonly hour!: string;

  @ApiProperty({ example: 'CREACION' })
  readonly tipo!: string;

  @ApiProperty({ type: 'integer', example: 1_204 })
  readonly events!: number;
}

export function toHourCountDto({ hour, tipo, events }: HourCount): HourCountDto {
  return { hour: new Date(hour).toISOString(), tipo, events };
}
