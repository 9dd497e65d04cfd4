import { Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { topology } from '@warren/contracts';
import { ProblemError, type BodyRouteConfig } from '@warren/http';
import { checkCommand, checkEvent, TOPOLOGY, type EventFaults } from '@warren/messaging';
import type { Command, Queue, Topology } from '@warren/model';
import { EventLoopShare } from '@warren/platform';
import type { FastifyRequest } from 'fastify';
import { describeCommand, describeQueue } from './describe-schema';
import { CheckedDto, CommandSchemaDto, QueueSchemaDto, SchemasDto } from './schema.dto';

/** A worker reads bytes, and so does the check of them. */
const BODY = { takesJsonBytes: true } satisfies BodyRouteConfig;
const ANY_OBJECT = { type: 'object', additionalProperties: true } as const;
const CHECKED =
  'By the code that a worker runs, on the bytes of the body as they are: also what is no JSON is answered ' +
  '200, with the `code` that it would have. Nothing is sent.';
const QUEUES = topology.queues.map(({ name }) => name);
const COMMANDS = topology.commands.all.map(({ name }) => name);
const QUEUE = { name: 'queue', enum: QUEUES, example: QUEUES[0] };
const COMMAND = { name: 'name', enum: COMMANDS, example: COMMANDS[0] };
const NO_QUEUE = { status: 404, description: 'The topology has no such queue.' };
const NO_COMMAND = { status: 404, description: 'The topology has no such command.' };
const TOO_LARGE = { status: 413, description: 'Larger than `BODY_LIMIT_BYTES`.' };

/** Says what queues and commands accept, by the classes that their workers validate with. */
@ApiTags('schemas')
@Controller('schemas')
export class SchemasController {
  constructor(
    @Inject(TOPOLOGY) private readonly topology: Topology,
    private readonly eventLoop: EventLoopShare,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every queue and command, with the class of what it accepts.' })
  @ApiResponse({ status: 200, type: SchemasDto })
  list(): SchemasDto {
    const { commands } = this.topology;
    return {
      queues: this.topology.queues.map(({ event, name }) => ({ queue: name, event: event.name })),
      commands: commands.all.map(({ data, name }) => ({ command: name, data: data.name })),
    };
  }

  @Get(':queue')
  @ApiOperation({ summary: 'The JSON Schema of the events that a queue accepts, with an example.' })
  @ApiParam(QUEUE)
  @ApiResponse({ status: 200, type: QueueSchemaDto })
  @ApiResponse(NO_QUEUE)
  showQueue(@Param('queue') name: string): Promise<QueueSchemaDto> {
    return describeQueue(this.queue(name));
  }

  @Get('commands/:name')
  @ApiOperation({ summary: 'The JSON Schema of the data that a command accepts, with an example.' })
  @ApiParam(COMMAND)
  @ApiResponse({ status: 200, type: CommandSchemaDto })
  @ApiResponse(NO_COMMAND)
  showCommand(@Param('name') name: string): Promise<CommandSchemaDto> {
    return describeCommand(this.command(name));
  }

  @Post(':queue/check')
  @HttpCode(200)
  @RouteConfig(BODY)
  @ApiOperation({ summary: 'Whether a queue would accept an event.', description: CHECKED })
  @ApiParam(QUEUE)
  @ApiBody({
    schema: ANY_OBJECT,
    examples: { event: { value: { id: '1', tipo: 'T', payload: {} } } },
  })
  @ApiResponse({ status: 200, type: CheckedDto })
  @ApiResponse(NO_QUEUE)
  @ApiResponse(TOO_LARGE)
  async checkQueue(
    @Param('queue') name: string,
    @Req() request: FastifyRequest,
  ): Promise<CheckedDto> {
    const { event } = this.queue(name);
    await this.eventLoop.untilTurn();
    return toChecked(await checkEvent({ content: bytesOf(request), properties: {} }, event));
  }

  @Post('commands/:name/check')
  @HttpCode(200)
  @RouteConfig(BODY)
  @ApiOperation({ summary: 'Whether a command would accept its data.', description: CHECKED })
  @ApiParam(COMMAND)
  @ApiBody({ schema: ANY_OBJECT, examples: { data: { value: { sku: 'MUG-1' } } } })
  @ApiResponse({ status: 200, type: CheckedDto })
  @ApiResponse(NO_COMMAND)
  @ApiResponse(TOO_LARGE)
  async checkCommand(
    @Param('name') name: string,
    @Req() request: FastifyRequest,
  ): Promise<CheckedDto> {
    const command = this.command(name);
    await this.eventLoop.untilTurn();
    return toChecked(await checkCommand(bytesOf(request), command));
  }

  private queue(name: string): Queue {
    const found = this.topology.queues.find((each) => each.name === name);
    if (!found) throw new ProblemError('not_found', 'the topology has no queue of this name');
    return found;
  }

  private command(name: string): Command {
    const found = this.topology.commands.all.find((each) => each.name === name);
    if (!found) throw new ProblemError('not_found', 'the topology has no command of this name');
    return found;
  }
}

/** A request without a body checks no bytes. */
function bytesOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function toChecked(found: EventFaults | undefined): CheckedDto {
  return found ? { ok: false, ...found } : { ok: true };
}
