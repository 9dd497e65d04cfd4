import {
  applyDecorators,
  Body,
  Controller,
  HttpCode,
  Inject,
  Ip,
  Param,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { queues } from '@warren/contracts';
import { OperatorName, OperatorOnly, ProblemError } from '@warren/http';
import { TOPOLOGY } from '@warren/messaging';
import type { Queue, Topology } from '@warren/model';
import type { FastifyReply } from 'fastify';
import { OrderGiver, type QueueOrder } from './give-order';
import { OrderDto, OrderResultDto, PrefetchOrderDto } from './orders.dto';

const QUEUE = {
  name: 'queue',
  description: 'A work queue of the topology.',
  example: queues.mensajes.name,
};
const HOW =
  'The order is a record of the journal: workers that start later follow it too, until the next one. It is ' +
  'answered when each worker that lives has said that it follows it, after five seconds at the latest.';
const DONE = {
  status: 200,
  type: OrderResultDto,
  description: 'Each worker that lives follows it.',
};
const BEGUN = {
  status: 202,
  type: OrderResultDto,
  description:
    'The order stands, and is followed as soon as possible; `waitingFor` has not said so.',
};
const UNKNOWN = { status: 404, description: 'The topology has no such work queue.' };
const REFUSED = { status: 503, description: 'The journal takes no records: nothing was ordered.' };

/** An order of an operator about a queue, with the answers that all of them have. */
function IsOrder(summary: string): MethodDecorator {
  return applyDecorators(
    OperatorOnly(),
    ApiOperation({ summary, description: HOW }),
    ApiParam(QUEUE),
    ...[DONE, BEGUN, UNKNOWN, REFUSED].map((each) => ApiResponse(each)),
  );
}

/** Operates the consumers of a queue in all workers. */
@ApiTags('queues')
@Controller('queues/:queue')
export class OrdersController {
  constructor(
    private readonly giver: OrderGiver,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  @Post('pause')
  @HttpCode(200)
  @ApiBody({ type: OrderDto, required: false })
  @IsOrder('No worker takes more of the queue.')
  async pause(
    @Param('queue') queue: string,
    @Body() body: OrderDto,
    @OperatorName() by: string,
    @Ip() from: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderResultDto> {
    return this.give({ action: 'pause', target: this.find(queue).name, by, from, ...body }, reply);
  }

  @Post('resume')
  @HttpCode(200)
  @ApiBody({ type: OrderDto, required: false })
  @IsOrder('All workers take of the queue again.')
  async resume(
    @Param('queue') queue: string,
    @Body() body: OrderDto,
    @OperatorName() by: string,
    @Ip() from: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderResultDto> {
    return this.give({ action: 'resume', target: this.find(queue).name, by, from, ...body }, reply);
  }

  @Put('prefetch')
  @ApiResponse({ status: 400, description: 'Not from 1 to 65535, or not 1 in strict order.' })
  @IsOrder('How much of the queue each worker holds at once.')
  async setPrefetch(
    @Param('queue') queue: string,
    @Body() { prefetch, why }: PrefetchOrderDto,
    @OperatorName() by: string,
    @Ip() from: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderResultDto> {
    const { name, ordering } = this.find(queue);
    if (ordering === 'strict' && prefetch !== null && prefetch !== 1) {
      throw new ProblemError('invalid_request', `'${name}' is in strict order: its prefetch is 1`);
    }
    const value = prefetch ?? undefined;
    return this.give({ action: 'prefetch', target: name, value, by, from, why }, reply);
  }

  private async give(order: QueueOrder, reply: FastifyReply): Promise<OrderResultDto> {
    const result = await this.giver.give(order);
    if (result.waitingFor.length > 0 || !result.isComplete) void reply.status(202);
    return result;
  }

  private find(name: string): Queue {
    const found = this.topology.queues.find((each) => each.name === name);
    if (!found) throw new ProblemError('not_found', `the topology has no work queue '${name}'`);
    return found;
  }
}
