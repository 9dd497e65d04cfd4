import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers } from '@warren/http';
import { CountsSince, SINCE_HEADERS } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { EtlJobView, toEtlJobView } from './etl.dto';
import { EtlJobs } from './etl-jobs.projection';

/** Shows how far jobs are. */
@ApiTags('use cases')
@Controller('etl')
export class EtlController {
  constructor(
    private readonly jobs: EtlJobs,
    private readonly answers: JsonAnswers,
  ) {}

  @Get('jobs')
  @CountsSince('recent')
  @ApiOperation({
    summary: 'ETL jobs and how far they are, those with the latest news last.',
    description:
      'From the records a worker reads at its start (JOURNAL_REPLAY) and all that came since; the ' +
      'newest 200 jobs are kept. A job without a source has nothing to load and is not shown.',
  })
  @ApiResponse({ status: 200, type: [EtlJobView], headers: SINCE_HEADERS })
  @ApiResponse({ status: 503, description: 'Too many requests wait.' })
  async list(@Res() reply: FastifyReply): Promise<void> {
    await this.answers.sendList(reply, () => ({
      items: this.jobs.read(),
      write: (job) => JSON.stringify(toEtlJobView(job)),
      isWhole: true,
    }));
  }
}
