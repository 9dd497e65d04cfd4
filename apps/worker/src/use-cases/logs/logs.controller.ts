import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { LogLines } from './log-lines.projection';
import { LogCountDto, LogLineView, LogTailQueryDto, toLogLineView } from './logs.dto';

/** Shows the log lines of all sources in one place. */
@ApiTags('use cases')
@Controller('logs')
export class LogsController {
  constructor(private readonly lines: LogLines) {}

  @Get('counters')
  @ApiOperation({
    summary: 'How many lines came, by source and level.',
    description:
      'Counted from the first record the journal keeps. The 1,000 sources that were heard of last are ' +
      'kept, and a line counts once when it is recorded twice with at most 100,000 others between.',
  })
  @ApiResponse({ status: 200, type: [LogCountDto] })
  counters(): LogCountDto[] {
    return this.lines.counters();
  }

  @Get('tail')
  @ApiOperation({
    summary: 'The newest lines that match, newest last.',
    description: 'Among the newest 1,000 lines of all sources; older ones are found by /messages.',
  })
  @ApiResponse({ status: 200, type: [LogLineView] })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  tail(@Query() query: LogTailQueryDto): LogLineView[] {
    return this.lines.tail(query).map(toLogLineView);
  }
}
