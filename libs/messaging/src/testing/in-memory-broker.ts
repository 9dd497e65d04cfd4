import type { INestApplicationContext } from '@nestjs/common';
import {
  readJson,
  toMilliseconds,
  type DurationText,
  type EventDto,
  type Queue,
  type Topology,
} from '@warren/model';
import type { Delivery } from '../messages/delivery';
import { readDelivery } from '../decoding/read-delivery';
import { RANDOM } from '../failures/random.token';
import { readDeadLetter } from '../dead-letters/recording/read-dead-letter';
import type { DeadLetteredRecord } from '../messages/journal-record';
import { BrokerServer } from './broker-server';
import { connectToBroker, waitUntilReady, type ModuleBuilder } from './connect-to-broker';
import { MemoryBroker } from './memory-broker';
import { toConsumeMessage, type StoredMessage } from './stored-message';

const WITHIN_MS = 4_000;

/** A message in a queue, with what stands around it. */
export interface WaitingMessage<E extends EventDto> {
  /** As it was sent: not validated, and of no class. */
  readonly event: E;
  readonly delivery: Delivery;
}

/** Why a message became a dead letter (`cause`, `failure`), after how many attempts, and its event. */
export type MemoryDeadLetter = DeadLetteredRecord & { readonly event: unknown };

/**
 * A broker in this process, for tests of an application that consumes and publishes: nothing is
 * installed, and time passes when the test says so. The application runs as it does on RabbitMQ, with
 * every retry, dead letter and journal record; only the other end of its connections is here.
 */
export class InMemoryBroker {
  private readonly letters: StoredMessage[] = [];
  private readonly broker = new MemoryBroker((queue, message) => {
    if (queue === this.topology.deadLetters.queue) this.letters.push(message);
  });
  private readonly server = new BrokerServer(this.broker, () => this.afterWork());
  private readonly waiters: (() => void)[] = [];

  private constructor(private readonly topology: Topology) {}

  /** Starts a broker on a free port of this machine; the test stops it after its applications. */
  static async start(topology: Topology): Promise<InMemoryBroker> {
    const broker = new InMemoryBroker(topology);
    await broker.server.listen();
    return broker;
  }

  /** For an application that is not made by `Test.createTestingModule`. */
  get url(): string {
    return this.server.url;
  }

  /**
   * Has the application of a testing module use this broker, and retry without jitter. Its other
   * options stay as they are.
   */
  serve<B extends ModuleBuilder>(builder: B): B {
    builder.overrideProvider(RANDOM).useValue(() => 0);
    return connectToBroker(builder, this.url);
  }

  /**
   * Resolves when the application can publish and consumes all its queues.
   *
   * @throws Error that says what is not ready after `withinMs`.
   */
  ready(app: INestApplicationContext, withinMs = WITHIN_MS): Promise<void> {
    return waitUntilReady(app, withinMs);
  }

  /**
   * Resolves when the applications have handled every message that is due, and those that followed.
   * A publish counts once it was awaited.
   *
   * @throws Error that names the queues in which something is still being handled after `withinMs`.
   */
  async settled(withinMs = WITHIN_MS): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), withinMs);
    });
    const idle = this.isIdle || new Promise<void>((resolve) => this.waiters.push(resolve));
    const outcome = await Promise.race([idle, late]);
    clearTimeout(timer);
    if (outcome !== 'late') return;
    const busy = [...this.broker.queues.values()].filter(({ heldCount }) => heldCount > 0);
    const names = busy.map(({ heldCount, name }) => `${name} (${heldCount})`).join(', ');
    throw new Error(`still being handled after ${withinMs} ms: ${names}`);
  }

  /**
   * Lets time pass on the broker: waiting messages become older, and each that becomes due on the
   * way is handled, in order. Timers and clocks of the process are not touched.
   */
  async advance(duration: DurationText): Promise<void> {
    const { broker } = this;
    const until = broker.elapsedMs + toMilliseconds(duration);
    await this.settled();
    while (broker.nextExpiry <= until) {
      broker.pass(broker.nextExpiry - broker.elapsedMs);
      await this.settled();
    }
    broker.pass(until - broker.elapsedMs);
  }

  /**
   * The messages that wait in a queue, in order; those that a handler is at work on are left out.
   *
   * @throws Error when no application has declared a queue of this name.
   */
  messages<E extends EventDto>({ name }: Pick<Queue<E>, 'name'>): WaitingMessage<E>[] {
    const queue = this.broker.queues.get(name);
    if (!queue) throw new Error(`the application has declared no queue '${name}'`);
    return queue.waiting.map((message) => ({
      event: readJson(message.body.toString()) as E,
      delivery: readDelivery(toConsumeMessage(message), name),
    }));
  }

  /** Every dead letter since the start, oldest first: also those that were redriven or discarded. */
  deadLetters(): MemoryDeadLetter[] {
    return this.letters.map((message) => ({
      ...readDeadLetter(toConsumeMessage(message), this.topology, new Date()),
      event: readJson(message.body.toString()),
    }));
  }

  /** Empties the queues and forgets the dead letters. The journal stays, and so do running handlers. */
  clear(): void {
    this.letters.length = 0;
    for (const queue of this.broker.queues.values()) queue.purge();
  }

  /** Closes what is still connected. */
  stop(): Promise<void> {
    return this.server.close();
  }

  private get isIdle(): boolean {
    return [...this.broker.queues.values()].every(({ heldCount }) => heldCount === 0);
  }

  private afterWork(): void {
    if (!this.isIdle) return;
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
