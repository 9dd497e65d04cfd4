import { Inject, Injectable, Logger } from '@nestjs/common';
import { isWaitingQueue, type Topology } from '@warren/model';
import type { CheckResult } from '@warren/platform';
import { SideConnection } from '../connection/side-connection';
import { MessagingConfig } from '../connection/messaging.config';
import { inLanes } from './declare-plan';
import { ExchangeDeclarer } from './exchange-declarer';
import { planTopology } from './plan-topology';
import { QueueDeclarer } from './queue-declarer';
import type { TopologyMismatchError } from './topology-mismatch.error';
import { TOPOLOGY } from '../../topology/topology.token';
import { TopologyWatch } from './topology-watch';

const QUEUES_WITHIN_MS = 5_000;
const EXCHANGES_AGAIN_AFTER_MS = 2_000;

/**
 * Keeps the broker's topology as declared: the one owner of declarations in a process. Each queue is
 * declared by itself, and one that is unavailable holds up none of the others (docs/adr/0015).
 *
 * What exists with other properties ends the process while it starts (I11). Once everything was as
 * declared, it is unavailable and no more: a client with the permission can delete a queue and declare
 * it otherwise.
 */
@Injectable()
export class TopologyKeeper {
  private readonly logger = new Logger(TopologyKeeper.name);
  /** The stream of the journal. */
  readonly journal: string;
  private readonly plan;
  private readonly connection: SideConnection;
  private readonly queues: QueueDeclarer;
  private readonly exchanges: ExchangeDeclarer;
  private readonly watch: TopologyWatch;
  private hasStarted = false;
  private logged?: string;
  private retry?: NodeJS.Timeout;
  private isClosed = false;
  private running?: Promise<void>;
  private onMismatch: (error: TopologyMismatchError) => void = () => undefined;

  constructor(
    @Inject(TOPOLOGY) private readonly topology: Topology,
    config: MessagingConfig,
  ) {
    this.journal = topology.journal.queue;
    this.plan = planTopology(topology);
    this.connection = new SideConnection('topology', config);
    const endsProcess = (error: TopologyMismatchError): boolean => this.endsProcess(error);
    const { connection, plan } = this;
    this.queues = new QueueDeclarer(plan, connection, config, endsProcess);
    this.exchanges = new ExchangeDeclarer(plan, connection, config.topologyMode, endsProcess);
    this.watch = new TopologyWatch(plan, connection, {
      isKnown: (queue) => this.queues.unavailable.get(queue) !== undefined,
      isWaiting: (queue) => isWaitingQueue(topology, queue),
      bringQueue: (queue) => this.queues.bring(queue),
      bringAll: () => this.ensure(),
    });
  }

  /** Sets what is called when something exists with other properties and the process must end. */
  whenMismatched(listener: (error: TopologyMismatchError) => void): void {
    this.onMismatch = listener;
  }

  /**
   * Well while some queues are there; those that are not are named. Not well while one is missing that
   * this process may not declare.
   */
  check(): CheckResult {
    const { exchanges, queues } = this;
    if (!exchanges.areThere) return { ok: false, detail: 'not in place yet' };
    const { absent } = queues;
    const rest = queues.unavailable.names.filter((name) => !absent.includes(name));
    const named = rest.map((name) => `${name}${this.isForbidden(name) ? ' (no permission)' : ''}`);
    const names = [...exchanges.unavailable.names, ...named].join(', ');
    if (absent.length > 0) {
      const others = names === '' ? '' : `; unavailable: ${names}`;
      return { ok: false, detail: `missing: ${absent.join(', ')}${others}` };
    }
    if (names === '') return { ok: true, detail: 'in place' };
    const isDegraded = rest.length < this.plan.queues.length;
    return { ok: isDegraded, detail: `${isDegraded ? 'degraded: ' : ''}unavailable: ${names}` };
  }

  /** A restart does not mend it, and would stop what works. */
  private isForbidden(queue: string): boolean {
    return /ACCESS_REFUSED/.test(this.whyUnavailable(queue) ?? '');
  }

  /** Why the queue is unavailable, as far as that shows when it is declared. */
  whyUnavailable(queue: string): string | undefined {
    return this.queues.unavailable.get(queue);
  }

  /**
   * Why a retry queue or delay stage may lose what it gets: another client has made it with other
   * properties.
   */
  whyUnsafe(queue: string): string | undefined {
    const reason = this.queues.mismatched.get(queue);
    return reason !== undefined && isWaitingQueue(this.topology, queue) ? reason : undefined;
  }

  /** @param url the node that declarations go to from now on. */
  moveTo(url: string): void {
    this.connection.moveTo(url);
    // The node before may never answer what it was asked.
    this.running = undefined;
    this.queues.forgetAsked();
  }

  /**
   * Declares what is missing (or, in `check` mode, makes sure that nothing is). Resolves when each
   * queue is there or known to be unavailable, or after ten seconds. Calls while one is under way share
   * it.
   *
   * @throws TopologyMismatchError when something exists with other properties and the process ends for
   * it; Error when the exchanges cannot be declared, or the connection is lost.
   */
  ensure(): Promise<void> {
    if (this.running) return this.running;
    const running = this.bringAll().finally(() => {
      if (this.running === running) this.running = undefined;
    });
    this.running = running;
    return running;
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
    this.isClosed = true;
    clearTimeout(this.retry);
    this.watch.stop();
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
    this.logState(Math.round(performance.now() - started));
    this.hasStarted = true;
    this.watch.start();
  }

  /** A line when it has changed; that it is as before, after each reconnect, is at `debug`. */
  private logState(milliseconds: number): void {
    const { detail } = this.check();
    this.logger[detail === this.logged ? 'debug' : 'log'](
      { queues: this.plan.queues.length, milliseconds },
      `topology ${detail}`,
    );
    this.logged = detail;
  }

  private async bringExchanges(): Promise<void> {
    try {
      await this.exchanges.bring();
    } finally {
      if (this.hasStarted && !this.exchanges.areAsDeclared) this.retryLater();
    }
  }

  /** Once the exchanges are as declared again, all else is declared again: their bindings were lost. */
  private retryLater(): void {
    clearTimeout(this.retry);
    if (this.isClosed) return;
    this.retry = setTimeout(() => {
      this.bringExchanges()
        .then(() => (this.exchanges.areAsDeclared ? this.ensure() : undefined))
        .catch(() => undefined);
    }, EXCHANGES_AGAIN_AFTER_MS);
    this.retry.unref();
  }

  private endsProcess(error: TopologyMismatchError): boolean {
    if (!this.hasStarted) this.onMismatch(error);
    return !this.hasStarted;
  }
}
