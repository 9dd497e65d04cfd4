import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '../problems/problem.error';
import { Readiness, type ReadinessReport } from '@warren/platform';

/** When to ask again, in seconds: about how long a lost connection takes to come back. */
const RETRY_AFTER_SECONDS = 1;

/** The probes of an orchestrator. */
@ApiTags('health')
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @ApiOperation({ summary: 'Is the process alive? Says nothing about the broker.' })
  @ApiResponse({ status: 200, description: 'Alive.' })
  livez(): { status: 'alive' } {
    return { status: 'alive' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'Is everything there that this process needs to do its work?' })
  @ApiQuery({ name: 'verbose', required: false, description: 'Lists every check.' })
  @ApiResponse({ status: 200, description: 'Ready.' })
  @ApiResponse({ status: 503, description: 'Not ready; `checks` says why.' })
  readyz(@Query('verbose') verbose?: string): { status: 'ready' } | ReadinessReport {
    const report = this.readiness.report();
    if (!report.ready)
      throw new ProblemError('not_ready', describe(report), {
        checks: report.checks,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    return verbose === undefined ? { status: 'ready' } : report;
  }
}

function describe({ checks }: ReadinessReport): string {
  return Object.entries(checks)
    .filter(([, { ok }]) => !ok)
    .map(([name, { detail }]) => `${name}: ${detail}`)
    .join('; ');
}
