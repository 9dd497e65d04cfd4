import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JournalReadiness } from '@warren/messaging';
import { JsonAnswers } from '@warren/http';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '@warren/views';
import { LogLines } from './log-lines.projection';
import { LogCountDto, LogLineView, LogTailQueryDto, toLogLineView } from './logs.dto';

/** Shows the log lines of all sources in one place. */
@ApiTags('use cases')
@Controller('logs')
export class LogsController {
  constructor(
    private readonly lines: LogLines,
    private readonly journal: JournalReadiness,
    private readonly answers: JsonAnswers,
  ) {}

  @Get('counters')
  @CountsSince('first')
  @ApiOperation({
    summary: 'How many lines came, by source and level.',
    description:
      'Counted from the first record that the journal had when the worker started, so two workers may ' +
      'differ by what it has dropped meanwhile. The 1,000 sources that were heard of last are kept, in 512 KiB of names, and a line counts once when it is recorded twice with at most 100,000 others between.',
  })
  @ApiResponse({ status: 200, type: [LogCountDto], headers: SINCE_HEADERS })
  @ApiResponse({
    status: 503,
    description: 'The journal is not read yet, or too many requests wait.',
  })
  async counters(@Res() reply: FastifyReply): Promise<void> {
    this.journal.check();
    await this.answers.sendList(reply, () => ({
      items: this.lines.counters(),
      write: (count) => JSON.stringify(count),
      isWhole: true,
    }));
  }

  @Get('tail')
  @ApiOperation({
    summary: 'The newest lines that match, newest last.',
    description:
      'Among the newest 1,000 lines of all sources, about 4 MiB at most; older ones are found by /messages.',
  })
  @ApiResponse({ status: 200, type: [LogLineView] })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse({
    status: 503,
    description: 'The journal is not read yet, or too many requests wait.',
  })
  async tail(@Query() query: LogTailQueryDto, @Res() reply: FastifyReply): Promise<void> {
    this.journal.check();
    await this.answers.sendList(reply, () => ({
      items: this.lines.tail(query).reverse(),
      write: (line) => JSON.stringify(toLogLineView(line)),
      isReversed: true,
    }));
  }
}
