import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { topology } from '@warren/contracts';
import type { Command } from '@warren/model';
import { ProblemError } from '@warren/http';
import { StrictValidationPipe } from '@warren/platform';
import type { FastifyReply } from 'fastify';
import { fromEvent, of, type Observable } from 'rxjs';
import { checkData } from './check-data';
import { rpcExamples } from './rpc-examples';
import { RpcAnswerDto, RpcRequestDto } from './rpc-request.dto';
import { RpcService } from './rpc.service';

const NAMES = topology.commands.all.map(({ name }) => name);

/** Sends a command to a worker and waits for its answer. */
@ApiTags('rpc')
@Controller('rpc')
export class RpcController {
  private readonly pipe = new StrictValidationPipe();

  constructor(private readonly service: RpcService) {}

  @Post(':command')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Sends a command to a worker and waits for its answer.',
    description:
      'Nothing is tried again here. A client that hangs up takes its command back. A command may run ' +
      'twice, when its worker dies.',
  })
  @ApiParam({ name: 'command', enum: NAMES, example: NAMES[0] })
  @ApiBody({ type: RpcRequestDto, examples: rpcExamples })
  @ApiResponse({ status: 200, type: RpcAnswerDto, description: 'Done: the answer.' })
  @ApiResponse({ status: 400, description: 'The body or the data is not valid. Nothing was sent.' })
  @ApiResponse({ status: 404, description: 'No command has this name, or no worker knows it.' })
  @ApiResponse({ status: 408, description: 'The body took too long to arrive.' })
  @ApiResponse({ status: 413, description: 'The body is too large.' })
  @ApiResponse({ status: 415, description: 'The body is not application/json.' })
  @ApiResponse({ status: 422, description: 'The handler rejected it; `code` is its own.' })
  @ApiResponse({ status: 500, description: 'The handler failed; the log of the worker says why.' })
  @ApiResponse({
    status: 503,
    description:
      'Not sent, or not done now: the broker is unavailable, no worker serves commands, too many wait, or ' +
      'the handler cannot (`code` is its own then).',
  })
  @ApiResponse({
    status: 504,
    description: 'Not answered in time; `mayHaveRun` says whether it may have been begun.',
  })
  async ask(
    @Param('command') name: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RpcAnswerDto> {
    const command = find(name);
    const body = await this.pipe.check(RpcRequestDto, reply.request.body);
    const data = await checkData(this.pipe, command, body.data);
    const { traceparent } = reply.request.headers;
    return this.service.ask(command, data, {
      timeoutMs: body.timeoutMs ?? undefined,
      traceparent: typeof traceparent === 'string' ? traceparent : undefined,
      gone: whenGone(reply),
    });
  }
}

/** Called before the body is checked: an unknown command has no schema for its data. */
function find(name: string): Command {
  const command = topology.commands.all.find((each) => each.name === name);
  if (command === undefined) {
    throw new ProblemError('unknown_command', `commands are: ${NAMES.join(', ')}`);
  }
  return command;
}

/** Emits when the client has hung up, also when it had before; after the answer it does not matter. */
function whenGone({ raw }: FastifyReply): Observable<unknown> {
  return raw.destroyed ? of(true) : fromEvent(raw, 'close');
}
