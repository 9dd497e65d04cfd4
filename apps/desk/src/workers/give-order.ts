import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  AliveListener,
  AliveProcesses,
  Journal,
  StandingOrders,
  type OperatedRecord,
  type OrderAspect,
} from '@warren/messaging';

const READ_WITHIN_MS = 5_000;
/** Of a desk that has just started. */
const KNOWN_WITHIN_MS = 8_000;
/** Less than the time after which a worker that says nothing counts as gone. */
const FOLLOWED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;

/** What somebody wants of all workers. */
export type QueueOrder = Pick<
  OperatedRecord,
  'action' | 'target' | 'value' | 'by' | 'from' | 'why'
>;

/** What came of an order that the journal has. */
export interface OrderResult {
  readonly operationId: string;
  /** Workers that said that they follow it, and those that live and have not said so yet. */
  readonly followedBy: readonly string[];
  readonly waitingFor: readonly string[];
  /** Whether all workers that live were known. */
  readonly isComplete: boolean;
}

/**
 * Gives an order to all workers: it is a record of the journal, which each worker follows, also one that
 * starts later. What this waits for is only that they say so.
 */
@Injectable()
export class OrderGiver {
  constructor(
    private readonly journal: Journal,
    private readonly orders: StandingOrders,
    private readonly processes: AliveProcesses,
    private readonly listener: AliveListener,
  ) {}

  /** @throws RefusedError and others of publishing when the journal does not take the order. */
  async give(order: QueueOrder): Promise<OrderResult> {
    const operationId = randomUUID();
    const record = { kind: 'operated', operationId, at: new Date(), ...order } as const;
    await this.journal.append(record);
    const aspect = order.action === 'prefetch' ? 'prefetch' : 'flow';
    const offset = await this.read(order.target, aspect, operationId);
    await this.processes.until(() => (this.isKnown ? [] : ['others']), KNOWN_WITHIN_MS);
    const look = (): readonly string[] => this.waitingFor(order.target, aspect, offset);
    const waitingFor = await this.processes.until(look, FOLLOWED_WITHIN_MS);
    const running = this.running(order.target).map(({ beat }) => beat.name);
    const followedBy = running.filter((name) => !waitingFor.includes(name));
    const result = `${followedBy.length} of ${running.length} workers follow it`;
    // Only words for people: the order stands without them.
    await this.journal.append({ ...record, result }).catch(() => undefined);
    return { operationId, followedBy, waitingFor, isComplete: this.isKnown };
  }

  private get isKnown(): boolean {
    return this.listener.isComplete;
  }

  /** Where it stands in the journal; undefined when it was not read in time, or another came after it. */
  private async read(
    queue: string,
    aspect: OrderAspect,
    operationId: string,
  ): Promise<number | undefined> {
    const deadline = Date.now() + READ_WITHIN_MS;
    for (;;) {
      const order = this.orders.get(queue, aspect);
      if (order?.record.operationId === operationId) return order.offset;
      if (Date.now() >= deadline) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  private running(queue: string): ReturnType<AliveProcesses['list']> {
    return this.processes
      .list()
      .filter((each) => this.processes.isAlive(each))
      .filter(({ beat }) => beat.queues.some((consumed) => consumed.queue === queue));
  }

  private waitingFor(queue: string, aspect: OrderAspect, offset = Infinity): readonly string[] {
    const hasNot = ({ beat }: ReturnType<AliveProcesses['list']>[number]): boolean => {
      const consumed = beat.queues.find((each) => each.queue === queue);
      const followed = aspect === 'flow' ? consumed?.flow : consumed?.prefetchOrder;
      return (followed ?? -1) < offset;
    };
    return this.running(queue)
      .filter(hasNot)
      .map(({ beat }) => beat.name);
  }
}
