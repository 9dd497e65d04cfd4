import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EventsPerHour } from './events-per-hour.projection';
import { HourCountDto, toHourCountDto } from './stats.dto';

/** Shows the example of a read model. */
@ApiTags('stats')
@Controller('stats')
export class StatsController {
  constructor(private readonly events: EventsPerHour) {}

  @Get()
  @ApiOperation({
    summary: 'Processed events per tipo and hour (UTC), oldest hour first.',
    description:
      'Counted from the first record the journal keeps; an event that several queues had counts once ' +
      'in each. A record that was appended twice is counted once when at most 100,000 others are ' +
      'between. The newest 10,000 rows are kept.',
  })
  @ApiResponse({ status: 200, type: [HourCountDto] })
  list(): HourCountDto[] {
    return this.events.read().map(toHourCountDto);
  }
}
