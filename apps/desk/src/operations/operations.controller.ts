import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Ip,
  Param,
  Post,
  Res,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  abortWhenGone,
  OperatorOnly,
  OVERLOADED,
  ProblemError,
  sendTexts,
  type BodyRouteConfig,
} from '@warren/http';
import { toSelection } from '@warren/views';
import type { FastifyReply } from 'fastify';
import { followOperation } from './follow-operation';
import { BegunOperationDto, OperationDto, toOperationDto } from './operation.dto';
import { OrderOperationDto } from './operation.query.dto';
import { OperationsProjection } from './operations.projection';
import { OperationsService } from './operations.service';
import { toAsked } from './to-asked';

/** Who, until people have names here. */
const WHO = 'operator';
const MAX_CLIENTS = 64;
/** Ten thousand ids are more than BODY_LIMIT_BYTES takes elsewhere. */
const BODY = { jsonLimitBytes: 1_048_576 } satisfies BodyRouteConfig;
const NOT_FOUND = { status: 404, description: 'No operation of this id is kept here.' };
const EXAMPLES = {
  redrive: {
    summary: 'One first, then the others, fifty a second',
    value: {
      ...{ action: 'redrive', reason: 'the warehouse is back', filter: { code: 'timeout' } },
      ...{ canary: { count: 1 }, rate: 50 },
    },
  },
  patched: {
    summary: 'All of a group, changed',
    value: {
      ...{ action: 'redrive', reason: 'negative totals', filter: { code: 'invalid_event' } },
      patch: [{ op: 'replace', path: '/payload/total', value: 99 }],
    },
  },
};

/** Operations on many dead letters, which a desk does on its own. */
@ApiTags('operations')
@Controller('operations')
export class OperationsController implements BeforeApplicationShutdown {
  private readonly clients = new Set<AbortController>();

  constructor(
    private readonly service: OperationsService,
    private readonly operations: OperationsProjection,
  ) {}

  @Post()
  @HttpCode(202)
  @OperatorOnly()
  @RouteConfig(BODY)
  @ApiOperation({
    summary: 'Redrives, discards or restores many dead letters.',
    description:
      'Answered when the journal has the order and the ids of its members, at most 10,000; those do not change ' +
      'afterwards. A desk does it, also when this one dies, and nothing is done twice. At most eight run ' +
      'at once, each for a day at most.',
  })
  @ApiBody({ type: OrderOperationDto, examples: EXAMPLES })
  @ApiResponse({ status: 202, type: BegunOperationDto })
  @ApiResponse({
    status: 400,
    description: 'Not exactly one of `ids`, `group` and `filter`, nothing selected, or no patch.',
  })
  @ApiResponse({
    ...OVERLOADED,
    description: '`overloaded`, `not_ready`, or the journal is unavailable.',
  })
  async begin(
    @Body() body: OrderOperationDto,
    @Ip() from: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BegunOperationDto> {
    const origin = { from, signal: abortWhenGone(reply).signal };
    const begun = await this.service.begin(toAsked(body, WHO), toSelection(body), origin);
    return { ...toOperationDto(begun.operation), notTaken: begun.left };
  }

  @Get()
  @ApiOperation({
    summary: 'Operations, oldest first: those that run, and the newest 100 that are over.',
  })
  @ApiResponse({ status: 200, type: [OperationDto] })
  list(): OperationDto[] {
    return this.operations.list().map(toOperationDto);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One operation, and how far it is.' })
  @ApiResponse({ status: 200, type: OperationDto })
  @ApiResponse(NOT_FOUND)
  get(@Param('id') id: string): OperationDto {
    return toOperationDto(this.service.find(id));
  }

  @Get(':id/progress')
  @ApiOperation({
    summary: 'The progress of an operation, as server-sent events.',
    description:
      '`event: progress` has in `data` what `GET /operations/:id` answers, four times a second at most. The stream ' +
      'ends when the operation is over and what came of all that it redrove is known.',
  })
  @ApiResponse({ status: 200, content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiResponse(NOT_FOUND)
  @ApiResponse(OVERLOADED)
  follow(@Param('id') id: string, @Res() reply: FastifyReply): void {
    const operation = this.service.find(id);
    if (this.clients.size >= MAX_CLIENTS) {
      const detail = `${MAX_CLIENTS} clients follow already`;
      throw new ProblemError('overloaded', detail, { retryAfterSeconds: 5 });
    }
    const gone = abortWhenGone(reply);
    this.clients.add(gone);
    gone.signal.addEventListener('abort', () => this.clients.delete(gone));
    void reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .header('connection', 'close');
    const events = followOperation(this.operations, operation, gone.signal);
    sendTexts(reply, events, 'text/event-stream');
  }

  @Delete(':id')
  @HttpCode(202)
  @OperatorOnly()
  @ApiOperation({
    summary: 'Ends an operation: nothing more is begun.',
    description: 'What was done stays done. One that is over stays as it is.',
  })
  @ApiResponse({ status: 202, type: OperationDto })
  @ApiResponse(NOT_FOUND)
  async abort(@Param('id') id: string): Promise<OperationDto> {
    return toOperationDto(await this.service.abort(id, WHO));
  }

  /** A stream may have no end of its own. */
  beforeApplicationShutdown(): void {
    for (const each of this.clients) each.abort();
  }
}
