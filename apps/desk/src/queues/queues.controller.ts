import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { ProblemError } from '@warren/http';
import { TOPOLOGY, type QueuesSeen } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { SeriesProjection } from '../series/series.projection';
import { listQueues, type DeclaredQueue } from './list-queues';
import { QueuesDto, type JournalRatesDto, type QueueDto } from './queue.dto';
import { QueueWatch } from './queue-watch';
import { showQueue } from './show-queue';

const MINUTE_SECONDS = 60;
const HOW =
  "RabbitMQ's management API is asked where `RABBITMQ_MANAGEMENT_URL` says which, the nodes in their order; " +
  'else, or when it fails, a passive declaration says `ready` and `consumers`. The broker is asked once in ' +
  'two seconds, however many ask here.';

/** Shows what is in the queues of the topology, and when they will be empty. */
@ApiTags('queues')
@Controller('queues')
export class QueuesController {
  private readonly declared: readonly DeclaredQueue[];

  constructor(
    private readonly watch: QueueWatch,
    private readonly series: SeriesProjection,
    @Inject(TOPOLOGY) topology: Topology,
  ) {
    this.declared = listQueues(topology);
  }

  @Get()
  @ApiOperation({
    summary: 'Every queue of the topology: depth, consumers, rates.',
    description: HOW,
  })
  @ApiResponse({ status: 200, type: QueuesDto })
  async list(): Promise<QueuesDto> {
    return this.write(this.declared, await this.watch.look());
  }

  @Get(':queue')
  @ApiOperation({ summary: 'One queue of the topology.', description: HOW })
  @ApiParam({ name: 'queue', description: 'Its name.' })
  @ApiResponse({ status: 200, type: QueuesDto, description: 'With one queue.' })
  @ApiResponse({ status: 404, description: 'The topology has no such queue.' })
  async show(@Param('queue') name: string): Promise<QueuesDto> {
    const declared = this.declared.filter((each) => each.name === name);
    if (declared.length === 0) {
      throw new ProblemError('not_found', `the topology has no queue '${name}'`);
    }
    return this.write(declared, await this.watch.look());
  }

  private write(declared: readonly DeclaredQueue[], seen: QueuesSeen): QueuesDto {
    const { at, reason, source } = seen;
    const queues = declared.map((each) => this.showQueue(each, seen));
    return { source, reason, at: at.toISOString(), queues };
  }

  private showQueue(queue: DeclaredQueue, seen: QueuesSeen): QueueDto {
    const { name, kind } = queue;
    const isHandled = kind === 'work' || kind === 'schedule';
    const journal = isHandled ? this.rates(name) : undefined;
    return showQueue({ queue, net: this.watch.history.net(name), journal }, seen);
  }

  private rates(queue: string): JournalRatesDto {
    const rate = (metric: keyof JournalRatesDto): number =>
      Math.round((this.series.lastMinute(queue, metric) / MINUTE_SECONDS) * 100) / 100;
    return {
      in: rate('in'),
      processed: rate('processed'),
      failed: rate('failed'),
      dead: rate('dead'),
    };
  }
}
