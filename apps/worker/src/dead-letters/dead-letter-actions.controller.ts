import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Discarder, Redriver } from '@warren/messaging';
import { abortWhenGone, NDJSON, OperatorOnly, sendLines, type BodyRouteConfig } from '@warren/http';
import { toSelection } from '@warren/views';
import type { FastifyReply } from 'fastify';
import {
  ActOnDeadLettersDto,
  DiscardSummaryDto,
  RedriveDto,
  RestoreSummaryDto,
} from './act-on-dead-letters.dto';
import { toLines, withLines } from './action-line';

const WHO = 'operator';
/** Ten thousand ids are more than BODY_LIMIT_BYTES takes elsewhere. */
const BODY = { jsonLimitBytes: 1_048_576 } satisfies BodyRouteConfig;
const NOT_VALID = { status: 400, description: 'Not exactly one of `ids`, `group` and `filter`.' };

/** Puts right what could not be processed, or away. */
@ApiTags('dead letters')
@Controller('dead-letters')
export class DeadLetterActionsController {
  constructor(
    private readonly redriver: Redriver,
    private readonly discarder: Discarder,
  ) {}

  @Post('redrive')
  @HttpCode(200)
  @OperatorOnly()
  @RouteConfig(BODY)
  @ApiOperation({
    summary: 'Sends dead letters to their queues again.',
    description:
      'At most 10,000; `left` in the summary says how many more there are. The answer is NDJSON: for ' +
      'each `deadLetterId`, `messageId`, `queue`, `outcome` (`redriven`, `skipped`, `failed` or ' +
      '`would-redrive`), when it was skipped `reason` (`already redriven`, `already discarded`, ' +
      '`another request acts on it`, `another worker acts on it`, or that only an excerpt of it is ' +
      'kept), and when it failed `problem`; at the end one line with `summary`. Each is sent once, ' +
      'however many workers are asked. What failed stays open unless its `problem` is ' +
      '`outcome_unknown`, and can be asked for again. A client that hangs up stops it.',
  })
  @ApiResponse({
    status: 200,
    description: 'One line for each, and the summary.',
    content: { [NDJSON]: { schema: { type: 'string' } } },
  })
  @ApiResponse({
    status: 400,
    description: `${NOT_VALID.description} Or the queue would not take the edited event.`,
  })
  @ApiResponse({ status: 404, description: 'The dead letter to edit is not kept here.' })
  async redrive(@Body() body: RedriveDto, @Res() reply: FastifyReply): Promise<void> {
    const { by, canary, canaryWaitMs, dryRun, payload, rate, reason } = withoutNulls(body);
    const gone = abortWhenGone(reply);
    const options = { canary, canaryWaitMs, dryRun, payload, rate };
    const order = { selection: toSelection(body), by: by ?? WHO, reason, ...options };
    await sendLines(reply, toLines(await this.redriver.redrive(order, gone.signal)), gone);
  }

  @Post('discard')
  @HttpCode(200)
  @OperatorOnly()
  @RouteConfig(BODY)
  @ApiOperation({
    summary: 'Puts dead letters away; `restore` takes that back while the journal keeps them.',
    description:
      'When one failed, `results` says what became of each. What the journal refused stays open; with ' +
      '`outcome_unknown` it may be discarded. Both can be asked for again.',
  })
  @ApiResponse({ status: 200, type: DiscardSummaryDto })
  @ApiResponse(NOT_VALID)
  async discard(
    @Body() body: ActOnDeadLettersDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DiscardSummaryDto> {
    const { by, reason } = body;
    const order = { selection: toSelection(body), by: by ?? WHO, reason };
    return withLines(await this.discarder.discard(order, abortWhenGone(reply).signal));
  }

  @Post('restore')
  @HttpCode(200)
  @OperatorOnly()
  @RouteConfig(BODY)
  @ApiOperation({
    summary: 'Opens discarded dead letters again.',
    description:
      'Those that are kept here in the state `discarded`. What is skipped has its reason in ' +
      '`skippedBecause`: `already open`, `already redriven`, or another request or worker acts on it. ' +
      'When one failed `results` says what became of each.',
  })
  @ApiResponse({ status: 200, type: RestoreSummaryDto })
  @ApiResponse(NOT_VALID)
  async restore(
    @Body() body: ActOnDeadLettersDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RestoreSummaryDto> {
    const { by, reason } = body;
    const order = { selection: toSelection(body), by: by ?? WHO, reason };
    return withLines(await this.discarder.restore(order, abortWhenGone(reply).signal));
  }
}

/** A field that is null counts as one that is not there. */
function withoutNulls(body: RedriveDto): RedriveDto {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null),
  ) as unknown as RedriveDto;
}
