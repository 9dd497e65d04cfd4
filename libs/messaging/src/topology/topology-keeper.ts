import { Injectable, Logger } from '@nestjs/common';
import type { Topology } from '@warren/contracts';
import type { ChannelModel } from 'amqplib';
import { MessagingConfig } from '../messaging.config';
import { checkPlan, declarePlan } from './declare-plan';
import { planTopology } from './plan-topology';

/** Keeps the broker's topology as declared: the one owner of declarations in a process. */
@Injectable()
export class TopologyKeeper {
  private readonly logger = new Logger(TopologyKeeper.name);
  private inPlace = false;
  private running?: Promise<void>;

  constructor(
    private readonly topology: Topology,
    private readonly config: MessagingConfig,
  ) {}

  /** Whether the topology was in place when last looked at. */
  get isInPlace(): boolean {
    return this.inPlace;
  }

  /**
   * Declares what is missing (or, in `check` mode, makes sure that nothing is). Calls while one is
   * under way share it.
   *
   * @throws TopologyMismatchError when something exists with other properties.
   */
  ensure(connection: ChannelModel): Promise<void> {
    this.running ??= this.bringAbout(connection)
      .then(
        () => void (this.inPlace = true),
        (error: unknown) => {
          this.inPlace = false;
          throw error;
        },
      )
      .finally(() => (this.running = undefined));
    return this.running;
  }

  private async bringAbout(connection: ChannelModel): Promise<void> {
    const plan = planTopology(this.topology);
    const started = performance.now();
    await (this.config.topologyMode === 'declare' ? declarePlan : checkPlan)(connection, plan);
    this.logger.log(
      { queues: plan.queues.length, milliseconds: Math.round(performance.now() - started) },
      'topology in place',
    );
  }
}
