import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { QueueWatch } from '../queues/queue-watch';
import { SeriesProjection } from '../series/series.projection';
import { buildMap } from './build-map';
import { RouteRates } from './route-rates.projection';
import { TopologyLiveDto } from './topology-live.dto';

const MINUTE_SECONDS = 60;

/** Shows where messages flow. */
@ApiTags('topology')
@Controller('topology')
export class TopologyLiveController {
  constructor(
    private readonly watch: QueueWatch,
    private readonly series: SeriesProjection,
    private readonly routes: RouteRates,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  @Get('live')
  @ApiOperation({
    summary: 'Exchanges, bindings and queues as a graph, with what flows.',
    description:
      'Rates are of messages that were handled for the first time, by the journal; of dead letters too; ' +
      'into retry queues they are as the management API counts, and absent without it.',
  })
  @ApiResponse({ status: 200, type: TopologyLiveDto })
  async show(): Promise<TopologyLiveDto> {
    const seen = await this.watch.look();
    const dead = (queue: string): number =>
      Math.round((this.series.lastMinute(queue, 'dead') / MINUTE_SECONDS) * 100) / 100;
    return buildMap(this.topology, seen, { routes: this.routes, dead });
  }
}
