import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { JsonAnswers, OVERLOADED, pageAddress } from '@warren/http';
import { WarrenError } from '@warren/model';
import type { Steps } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import { buildHistogram, spanOf } from '../../messages/build-histogram';
import { COUNT_BUDGET, countMessages } from '../../messages/count-messages';
import { MessagesProjection } from '../../messages/messages.projection';
import { HistogramDto, MessageCountsDto, toCountsDto, toHistogramDto } from './counts.dto';
import { CountsQueryDto, HistogramQueryDto, toCountQuery } from './messages.query.dto';

const BOUNDS =
  `One request looks at ${COUNT_BUDGET.items.toLocaleString('en-US')} messages at most, and reads ` +
  `${COUNT_BUDGET.chars / 1_048_576} MiB of them where a filter needs it. Then \`complete\` is false, and ` +
  '`next` is the address of the rest: the sum of all is the answer.';

/** Counts messages that match, for a page that shows how many there are and when they were. */
@ApiTags('messages')
@Controller('messages')
export class CountsController {
  constructor(
    private readonly messages: MessagesProjection,
    private readonly answers: JsonAnswers,
  ) {}

  @Get('counts')
  @CountsSince('recent')
  @ApiOperation({
    summary: 'How many messages match, by outcome, queue and tipo.',
    description: `With the filters of \`GET /messages\`. ${BOUNDS}`,
  })
  @ApiResponse({ status: 200, type: MessageCountsDto, headers: SINCE_HEADERS })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async count(@Query() query: CountsQueryDto, @Res() reply: FastifyReply): Promise<void> {
    await this.answers.sendObject(reply, () => this.writeCounts(query));
  }

  @Get('histogram')
  @CountsSince('recent')
  @ApiOperation({
    summary: 'How many messages that match were recorded last in each part of a time, by outcome.',
    description:
      'With the filters of `GET /messages`; `from` and `to` are also what is shown. Without them it is ' +
      `from the oldest message, up to seven days ago, to now. ${BOUNDS} Its parts have the same times.`,
  })
  @ApiResponse({ status: 200, type: HistogramDto, headers: SINCE_HEADERS })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  @ApiResponse(OVERLOADED)
  async show(@Query() query: HistogramQueryDto, @Res() reply: FastifyReply): Promise<void> {
    const { from, to } = toCountQuery(query);
    if (from !== undefined && to !== undefined && from >= to) {
      const detail = 'to must be after from';
      throw new WarrenError('invalid_request', detail, { errors: [{ pointer: '/to', detail }] });
    }
    await this.answers.sendObject(reply, () => this.writeHistogram(query));
  }

  private *writeCounts(query: CountsQueryDto): Steps<MessageCountsDto> {
    const counts = yield* countMessages(this.messages, toCountQuery(query));
    return toCountsDto(counts, restOf(query, counts.older));
  }

  private *writeHistogram(query: HistogramQueryDto): Steps<HistogramDto> {
    const filter = toCountQuery(query);
    const span = spanOf(filter, query.buckets, this.messages.order.oldest?.at, Date.now());
    const histogram = yield* buildHistogram(this.messages, filter, span);
    const [from, to] = [span.from, span.to].map((at) => new Date(at).toISOString());
    const next = restOf({ ...query, from, to }, histogram.older);
    return toHistogramDto(histogram, span.to, next);
  }
}

function restOf(query: object, before: number | undefined): string | null {
  return before === undefined ? null : pageAddress({ ...query, before });
}
