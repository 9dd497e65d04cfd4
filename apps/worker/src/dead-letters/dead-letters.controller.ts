import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DeadLetters, Discarder, LargeBodies, Redriver, type DeadLetter } from '@warren/messaging';
import { NDJSON, OperatorOnly, ProblemError, sendLines } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { CountsSince, SINCE_HEADERS } from '../counts-since';
import {
  ActOnDeadLettersDto,
  DiscardSummaryDto,
  RedriveDto,
  toSelection,
} from './act-on-dead-letters.dto';
import { DeadLetterGroupDto, toGroupDto } from './dead-letter-group.dto';
import { DeadLetterDto, DeadLetterStoryDto, toActionDto, toDeadLetterDto } from './dead-letter.dto';
import { DeadLetterGroupsQueryDto, DeadLettersQueryDto, toFilter } from './dead-letters.query.dto';
import { toLines } from './redrive-line';

const WHO = 'operator';
const BYTES = 'application/octet-stream';
/** Ten thousand ids are more than BODY_LIMIT_BYTES takes elsewhere. */
const BODY = { jsonLimitBytes: 1_048_576 };
const NOT_VALID = { status: 400, description: 'Not exactly one of `ids`, `group` and `filter`.' };

/** Shows what could not be processed, and puts it right or away. Looking consumes nothing. */
@ApiTags('dead letters')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLetters,
    private readonly redriver: Redriver,
    private readonly discarder: Discarder,
    private readonly bodies: LargeBodies,
  ) {}

  @Get()
  @CountsSince('first')
  @ApiOperation({ summary: 'The newest dead letters that match, oldest first.' })
  @ApiResponse({
    status: 200,
    type: [DeadLetterDto],
    headers: {
      ...SINCE_HEADERS,
      Link: {
        description: '`rel="next"`: the next older page, when there is one.',
        schema: { type: 'string' },
      },
    },
  })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  list(
    @Query() query: DeadLettersQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): DeadLetterDto[] {
    const { letters, older } = this.letters.find(toFilter(query), query);
    if (older !== undefined) void reply.header('link', linkToOlder(query, older));
    return letters.map(toDeadLetterDto);
  }

  @Get('groups')
  @CountsSince('first')
  @ApiOperation({ summary: 'Dead letters by queue, handler, code and words; the largest first.' })
  @ApiResponse({ status: 200, type: [DeadLetterGroupDto], headers: SINCE_HEADERS })
  @ApiResponse({ status: 400, description: 'A parameter is not valid.' })
  groups(@Query() query: DeadLetterGroupsQueryDto): DeadLetterGroupDto[] {
    return this.letters.groups(toFilter(query)).map(toGroupDto);
  }

  @Get(':deadLetterId')
  @ApiOperation({ summary: 'One dead letter, with what was done about its message before.' })
  @ApiParam({ name: 'deadLetterId', example: '9f86d081884c7d659a2feaa0c55ad015' })
  @ApiResponse({ status: 200, type: DeadLetterStoryDto })
  @ApiResponse({ status: 404, description: 'No such dead letter, or it is no longer kept.' })
  show(@Param('deadLetterId') deadLetterId: string): DeadLetterStoryDto {
    const letter = this.find(deadLetterId);
    const previousActions = this.letters.previousActions(letter).map(toActionDto);
    return { ...toDeadLetterDto(letter), previousActions };
  }

  @Get(':deadLetterId/body')
  @OperatorOnly()
  @ApiOperation({ summary: 'The bytes of a dead letter as they came, of any size.' })
  @ApiParam({ name: 'deadLetterId', example: '9f86d081884c7d659a2feaa0c55ad015' })
  @ApiProduces(BYTES)
  @ApiResponse({ status: 200, schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 404, description: 'No such dead letter, or it is no longer kept.' })
  @ApiResponse({ status: 410, description: 'Too large for the journal, and no longer kept apart.' })
  async body(@Param('deadLetterId') id: string, @Res() reply: FastifyReply): Promise<void> {
    const content = await this.bodies.use(this.find(id).record, (whole) => Promise.resolve(whole));
    void reply.type(BYTES).send(content);
  }

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
      'however many workers are asked. What failed stays open, and the request can be repeated. A ' +
      'client that hangs up stops it.',
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
    const gone = new AbortController();
    const options = { canary, canaryWaitMs, dryRun, payload, rate };
    const order = { selection: toSelection(body), by: by ?? WHO, reason, ...options };
    await sendLines(reply, toLines(await this.redriver.redrive(order, gone.signal)), gone);
  }

  @Post('discard')
  @HttpCode(200)
  @OperatorOnly()
  @RouteConfig(BODY)
  @ApiOperation({ summary: 'Puts dead letters away for good; they are kept in the journal.' })
  @ApiResponse({ status: 200, type: DiscardSummaryDto })
  @ApiResponse(NOT_VALID)
  discard(@Body() body: ActOnDeadLettersDto): Promise<DiscardSummaryDto> {
    const { by, reason } = body;
    const order = { selection: toSelection(body), by: by ?? WHO, reason };
    return this.discarder.discard(order, new AbortController().signal);
  }

  private find(deadLetterId: string): DeadLetter {
    const letter = this.letters.get(deadLetterId);
    if (!letter) throw new ProblemError('not_found', 'no dead letter with this id is kept here');
    return letter;
  }
}

/** A field that is null counts as one that is not there. */
function withoutNulls(body: RedriveDto): RedriveDto {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== null),
  ) as unknown as RedriveDto;
}

/** A Link header (RFC 8288) to the page before this one, with the same filters. */
function linkToOlder(query: DeadLettersQueryDto, older: number): string {
  const parameters = Object.entries({ ...query, before: older })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return `</dead-letters?${new URLSearchParams(parameters).toString()}>; rel="next"`;
}
