import { Injectable, Logger } from '@nestjs/common';
import type { Topology } from '@warren/contracts';
import type { CheckResult } from '@warren/platform';
import { answeredWithin } from '../connection/answered-within';
import { SideConnection } from '../connection/side-connection';
import { MessagingConfig } from '../messaging.config';
import { bringExchanges, inLanes } from './declare-plan';
import { planTopology } from './plan-topology';
import { QueueDeclarer } from './queue-declarer';
import { TopologyMismatchError } from './topology-mismatch.error';

const EXCHANGES_WITHIN_MS = 5_000;
const QUEUES_WITHIN_MS = 5_000;

/**
 * Keeps the broker's topology as declared: the one owner of declarations in a process. Each queue is
 * declared by itself, and one that is unavailable holds up none of the others (docs/adr/0015).
 */
@Injectable()
export class TopologyKeeper {
  private readonly logger = new Logger(TopologyKeeper.name);
  /** The stream of the journal. */
  readonly journal: string;
  private readonly plan;
  private readonly connection: SideConnection;
  private readonly queues: QueueDeclarer;
  private hasExchanges = false;
  private running?: Promise<void>;
  private onMismatch: (error: TopologyMismatchError) => void = () => undefined;

  constructor(
    topology: Topology,
    private readonly config: MessagingConfig,
  ) {
    this.journal = topology.journal.queue;
    this.plan = planTopology(topology);
    this.connection = new SideConnection('warren topology', config);
    this.queues = new QueueDeclarer(this.plan, this.connection, config, (error) =>
      this.onMismatch(error),
    );
  }

  /** Sets who is told when something exists with other properties, whenever that is found. */
  whenMismatched(tell: (error: TopologyMismatchError) => void): void {
    this.onMismatch = tell;
  }

  /** Well while some queues are there; those that are not are named. */
  check(): CheckResult {
    const { names } = this.queues.unavailable;
    if (!this.hasExchanges) return { ok: false, detail: 'not in place yet' };
    if (names.length === 0) return { ok: true, detail: 'in place' };
    const isDegraded = names.length < this.plan.queues.length;
    return {
      ok: isDegraded,
      detail: `${isDegraded ? 'degraded: ' : ''}unavailable: ${names.join(', ')}`,
    };
  }

  /** Why the queue is unavailable, as far as that shows when it is declared. */
  whyUnavailable(queue: string): string | undefined {
    return this.queues.unavailable.get(queue);
  }

  /** @param url the node that declarations go to from now on. */
  moveTo(url: string): void {
    this.connection.moveTo(url);
  }

  /**
   * Declares what is missing (or, in `check` mode, makes sure that nothing is). Resolves when each
   * queue is there or known to be unavailable, or after ten seconds. Calls while one is under way share
   * it.
   *
   * @throws TopologyMismatchError when something exists with other properties; Error when the exchanges
   * cannot be declared, or the connection is lost.
   */
  ensure(): Promise<void> {
    this.running ??= this.bringAll().finally(() => (this.running = undefined));
    return this.running;
  }

  /**
   * Declares one queue with its bindings, within two seconds.
   *
   * @throws Error that says why it is unavailable.
   */
  async ensureQueue(name: string): Promise<void> {
    const planned = this.plan.queues.find((each) => each.name === name);
    if (planned) await this.queues.need(planned);
  }

  /** Declares nothing more. */
  async close(): Promise<void> {
    this.queues.stop();
    await this.connection.close();
  }

  private async bringAll(): Promise<void> {
    const started = performance.now();
    await this.bringExchanges();
    const until = performance.now() + QUEUES_WITHIN_MS;
    await inLanes(this.plan.queues, (queue) =>
      this.queues.bring(queue, Math.max(0, until - performance.now())),
    );
    this.logger.log(
      { queues: this.plan.queues.length, milliseconds: Math.round(performance.now() - started) },
      `topology ${this.check().detail}`,
    );
  }

  private async bringExchanges(): Promise<void> {
    const { config, connection, plan } = this;
    try {
      const brought = bringExchanges(await connection.open(), plan, config.topologyMode);
      await answeredWithin(brought, EXCHANGES_WITHIN_MS);
      this.hasExchanges = true;
    } catch (error) {
      this.hasExchanges = false;
      if (error instanceof TopologyMismatchError) this.onMismatch(error);
      // It may be the connection that nothing is heard on.
      else connection.drop();
      throw error;
    }
  }
}
