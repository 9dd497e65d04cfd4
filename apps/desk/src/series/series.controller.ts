import { Controller, Get, Inject, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers, OVERLOADED, ProblemError } from '@warren/http';
import { BrokerClock, JournalReadiness, TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import type { Steps } from '@warren/platform';
import { CountsSince, SINCE_HEADERS } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { clampRange, readPoints } from './read-points';
import { SeriesDto } from './series.dto';
import { SeriesProjection } from './series.projection';
import { SeriesQueryDto, toRange } from './series.query.dto';
import { STEPS } from './series-steps';

/** Shows how much was done, and how fast, over time. */
@ApiTags('series')
@Controller('series')
export class SeriesController {
  constructor(
    private readonly series: SeriesProjection,
    private readonly journal: JournalReadiness,
    private readonly answers: JsonAnswers,
    private readonly clock: BrokerClock,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({
    summary: 'How many messages came, were processed, failed or died, and how long they took.',
    description:
      "By the times of the journal's records, so the same after a restart. Durations are counted in " +
      'buckets: percentiles are true to within a fifth. Records of more than five minutes ahead of the ' +
      "broker's time do not count.",
  })
  @ApiResponse({ status: 200, type: SeriesDto, headers: SINCE_HEADERS })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse({ status: 404, description: 'The topology has no such work queue.' })
  @ApiResponse(OVERLOADED)
  async read(@Query() query: SeriesQueryDto, @Res() reply: FastifyReply): Promise<void> {
    this.journal.check();
    const { queue } = query;
    if (queue !== undefined && !this.topology.queues.some(({ name }) => name === queue)) {
      throw new ProblemError('not_found', `the topology has no work queue '${queue}'`);
    }
    await this.answers.sendObject(reply, () => this.write(query));
  }

  private *write({ metric, queue, tipo, ...time }: SeriesQueryDto): Steps<SeriesDto> {
    const now = this.clock.now();
    const range = clampRange(toRange({ metric, ...time }, now), now);
    const { step } = range;
    const points = yield* readPoints(this.series.select(queue, tipo), metric, range);
    const { stepMs } = STEPS[step];
    return { metric, queue, tipo, step, stepMs, tipos: this.series.tiposOf(queue), points };
  }
}
