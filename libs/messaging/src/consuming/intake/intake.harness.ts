import { setImmediate as turn } from 'node:timers/promises';
import type { Queue } from '@warren/model';
import { queues, waitFor } from '@warren/testing';
import type { DeliveryProcessor } from '../deliveries/delivery-processor';
import type { DeliveryResult } from '../../messages/delivery-result';
import { delivery, FakeChannel } from './fake-channel.harness';
import { PoisonIsolation } from './poison-isolation';
import { QueueConsumer } from '../queue-consumer';

/** One consumer, its channel, and the deliveries it is handling. */
export class IntakeHarness {
  readonly channel = new FakeChannel();
  readonly on = this.channel.watched();
  readonly lost = jest.fn();
  readonly ends: (() => void)[] = [];
  readonly consumer: QueueConsumer;

  constructor(isolation: PoisonIsolation, declared: Queue = queues.mensajes) {
    const handle = (): void => undefined;
    const handler = { name: 'H.run', queue: declared, handle, stop: handle };
    const process = (): Promise<DeliveryResult> =>
      new Promise((resolve) => this.ends.push(() => resolve({ kind: 'processed' })));
    const processor = { process } as unknown as DeliveryProcessor;
    this.consumer = new QueueConsumer(handler, 'tag', processor, this.lost, isolation);
  }

  /** Puts messages with this number of returns into its queue. */
  put(...counts: number[]): void {
    const { returned } = this.channel;
    const first = returned.length + 1;
    returned.push(...counts.map((count, place) => delivery(count > 0, count, first + place)));
  }

  begun(count: number): Promise<unknown> {
    return waitFor(`${count} to begin`, () => this.ends.length === count);
  }

  /** Ends the one that began first. */
  end(): void {
    this.ends.shift()?.();
  }

  async attached(): Promise<void> {
    await Promise.all([this.consumer.attach(this.on), this.channel.consent()]);
  }

  /** Ends every wait. */
  async stop(): Promise<void> {
    await this.consumer.stop();
    this.channel.emit('close');
    for (const end of this.ends) end();
  }
}

/** The consumers of one process, for one test. */
export class ConsumingProcess {
  readonly isolation = new PoisonIsolation();
  private readonly sides: IntakeHarness[] = [];

  consumer(declared?: Queue): IntakeHarness {
    const side = new IntakeHarness(this.isolation, declared);
    this.sides.push(side);
    return side;
  }

  async stop(): Promise<void> {
    this.isolation.stop();
    await Promise.all(this.sides.map((side) => side.stop()));
  }
}

/** Gives what needs no answer of the broker some turns of the event loop. */
export async function someTurns(): Promise<void> {
  for (let n = 0; n < 5; n += 1) await turn();
}
