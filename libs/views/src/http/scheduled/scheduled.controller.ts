import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ScheduleLog } from '@warren/messaging';
import { ScheduledDto, toScheduledDto } from './scheduled.dto';

/** Shows what was published to be delivered later. */
@ApiTags('scheduled')
@Controller('scheduled')
export class ScheduledController {
  constructor(private readonly log: ScheduleLog) {}

  @Get()
  @ApiOperation({
    summary: 'How many deliveries are ahead, by the hour in which they are due.',
    description:
      'Counted by the minute: a delivery counts until the minute in which it is due is over. An event ' +
      'that was sent again under one Idempotency-Key may count twice, and is delivered once. Every ' +
      'worker counts the same.',
  })
  @ApiResponse({ status: 200, type: ScheduledDto })
  @ApiResponse({ status: 503, description: 'The log of the schedule is not read yet.' })
  async show(): Promise<ScheduledDto> {
    return toScheduledDto(await this.log.read());
  }
}
