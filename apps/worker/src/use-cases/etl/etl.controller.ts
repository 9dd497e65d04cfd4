import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { EtlJobView, toEtlJobView } from './etl.dto';
import { EtlJobs } from './etl-jobs.projection';

/** Shows how far jobs are. */
@ApiTags('use cases')
@Controller('etl')
export class EtlController {
  constructor(private readonly jobs: EtlJobs) {}

  @Get('jobs')
  @ApiOperation({
    summary: 'ETL jobs and how far they are, those with the latest news last.',
    description:
      'From the records a worker reads at its start (JOURNAL_REPLAY) and all that came since; the ' +
      'newest 200 jobs are kept. A job without a source has nothing to load and is not shown.',
  })
  @ApiResponse({ status: 200, type: [EtlJobView] })
  list(): EtlJobView[] {
    return this.jobs.read().map(toEtlJobView);
  }
}
