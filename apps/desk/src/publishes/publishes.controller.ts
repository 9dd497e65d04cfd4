import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers, linkHeader, OVERLOADED, pageAddress } from '@warren/http';
import { BrokerClock, JournalReadiness } from '@warren/messaging';
import { cursorAfter, searchNewest, TimeSlices, type Steps } from '@warren/platform';
import { CountsSince, SINCE_HEADERS } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { countPublishes } from './count-publishes';
import { PUBLISH_STEPS } from './publish-series';
import { PublishCountsDto, PublishItemDto } from './publishes.dto';
import { PublishesProjection, type PublishItem } from './publishes.projection';
import {
  PublishCountsQueryDto,
  PublishesQueryDto,
  toPublishFilter,
  toSteps,
} from './publishes.query.dto';

const REPORTED =
  'Each gateway reports once a second: all publishes as counts, and of each second the first 50 that ' +
  'failed and the first 100 that were confirmed one by one.';

/** Shows what gateways published. */
@ApiTags('publishes')
@Controller('publishes')
export class PublishesController {
  constructor(
    private readonly publishes: PublishesProjection,
    private readonly journal: JournalReadiness,
    private readonly answers: JsonAnswers,
    private readonly slices: TimeSlices,
    private readonly clock: BrokerClock,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({
    summary: 'The newest publishes that match, oldest first: those that failed, or confirmed ones.',
    description: `${REPORTED} The newest 20,000 of both are kept here.`,
  })
  @ApiResponse({
    status: 200,
    type: [PublishItemDto],
    headers: { ...SINCE_HEADERS, ...linkHeader('the next older page') },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async list(@Query() query: PublishesQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { before, limit, outcome } = query;
    const of = outcome === 'confirmed' ? 'confirmed' : 'failed';
    const candidates = this.publishes.newestFirst(of, before);
    const search = searchNewest({ candidates, limit, matches: toPublishFilter(query) });
    await this.answers.sendList(reply, async (gone) => {
      const found = await this.slices.run(search, gone);
      return {
        items: found.items,
        write: (item: PublishItem) => JSON.stringify(item),
        isReversed: true,
        nextAfter: (count) => {
          const older = cursorAfter(found, count);
          return older === undefined ? undefined : pageAddress({ ...query, before: older });
        },
      };
    });
  }

  @Get('counts')
  @CountsSince('first')
  @ApiOperation({
    summary: 'How many publishes had which outcome, by exchange and pattern, and over time.',
    description: `${REPORTED} A publish counts in the step in which the second of its report begins.`,
  })
  @ApiResponse({ status: 200, type: PublishCountsDto, headers: SINCE_HEADERS })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async count(@Query() query: PublishCountsQueryDto, @Res() reply: FastifyReply): Promise<void> {
    this.journal.check();
    await this.answers.sendObject(reply, () => this.write(query));
  }

  private *write(query: PublishCountsQueryDto): Steps<PublishCountsDto> {
    const { exchange, pattern, step } = query;
    const series = [...this.publishes.series.all()].filter(
      (each) =>
        (exchange === undefined || exchange === each.exchange) &&
        (pattern === undefined || pattern === each.pattern),
    );
    const counts = yield* countPublishes(series, step, toSteps(query, this.clock.now()));
    const { stepMs } = PUBLISH_STEPS[step];
    return { step, stepMs, ...counts, unreported: this.publishes.series.unreported };
  }
}
