import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JournalReadiness } from '@warren/messaging';
import { JsonAnswers } from '@warren/http';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import { EventsPerHour } from '../../stats/events-per-hour.projection';
import { HourCountDto, toHourCountDto } from './stats.dto';

/** Shows the example of a read model. */
@ApiTags('stats')
@Controller('stats')
export class StatsController {
  constructor(
    private readonly events: EventsPerHour,
    private readonly journal: JournalReadiness,
    private readonly answers: JsonAnswers,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({
    summary: 'Processed events per tipo and hour (UTC), oldest hour first.',
    description:
      'Counted from the first record that the journal had when the worker started, so two workers may ' +
      'differ by what it has dropped meanwhile. An event that several queues had counts once in each. A record that was appended twice is counted once when at most 100,000 others are ' +
      'between. Of an hour the first 500 tipos are counted by themselves, the rest as `(other)`, and so ' +
      'is a tipo of more than 384 characters. The newest 10,000 rows, 1,440 hours and 3 MiB of tipos are kept.',
  })
  @ApiResponse({ status: 200, type: [HourCountDto], headers: SINCE_HEADERS })
  @ApiResponse({
    status: 503,
    description: 'The journal is not read yet, or too many requests wait.',
  })
  async list(@Res() reply: FastifyReply): Promise<void> {
    this.journal.check();
    await this.answers.sendList(reply, () => ({
      items: this.events.read(),
      write: (row) => JSON.stringify(toHourCountDto(row)),
      isWhole: true,
    }));
  }
}
