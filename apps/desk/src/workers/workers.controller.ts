import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { AliveListener, AliveProcesses, TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { showProcess } from './show-process';
import { WorkersDto } from './workers.dto';

/** Shows the processes that say that they live. */
@ApiTags('workers')
@Controller('workers')
export class WorkersController {
  constructor(
    private readonly processes: AliveProcesses,
    private readonly listener: AliveListener,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The workers and gateways, and the queues that no worker runs.',
    description:
      'Each says every five seconds that it lives. 500 names are kept at most, those that went away for ten ' +
      'minutes.',
  })
  @ApiResponse({ status: 200, type: WorkersDto })
  list(): WorkersDto {
    const all = this.processes.list();
    const run = new Set(
      all
        .filter((each) => this.processes.isAlive(each))
        .flatMap(({ beat }) => beat.queues.map(({ queue }) => queue)),
    );
    const { isComplete } = this.listener;
    const declared = this.topology.queues.map(({ name }) => name);
    return {
      isComplete,
      processes: all.map((each) => showProcess(each, this.processes)),
      notRun: isComplete ? declared.filter((name) => !run.has(name)) : [],
    };
  }
}
