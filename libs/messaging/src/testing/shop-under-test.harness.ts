import type { INestApplication } from '@nestjs/common';
import type { TestingModuleBuilder } from '@nestjs/testing';
import type { DurationText, EventDto } from '@warren/model';
import type { DeadLetter } from '../dead-letters/list/dead-letter';
import { DeadLetters } from '../dead-letters/list/dead-letters';
import type { PublishReceipt } from '../messages/publish-receipt';
import { Publisher } from '../publishing/publisher';
import { exchanges, Handled, startShop } from './shop.harness';

/** A broker, and how a test waits and lets time pass on it. */
export interface BrokerUnderTest {
  readonly url: string;
  /** Has the application use it. */
  serve(builder: TestingModuleBuilder): TestingModuleBuilder;
  /** Resolves when the application can work. */
  ready(app: INestApplication): Promise<void>;
  /** Resolves when it is so; a broker that knows when nothing more is due rejects when it is not so then. */
  until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void>;
  pass(duration: DurationText): Promise<void>;
  stop(): Promise<void>;
}

/** The application of `shop.harness.ts` on a broker. */
export class ShopUnderTest {
  app!: INestApplication;
  handled!: Handled;
  publisher!: Publisher;
  broker!: BrokerUnderTest;
  private count = 0;

  async start(broker: BrokerUnderTest): Promise<void> {
    this.broker = broker;
    this.app = await startShop((builder) => broker.serve(builder));
    await broker.ready(this.app);
    this.handled = this.app.get(Handled);
    this.publisher = this.app.get(Publisher);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.broker.stop();
  }

  /** Another one each time. */
  event(tipo = 'PLAIN', payload: object = { total: 1 }): EventDto {
    this.count += 1;
    return { id: `e${this.count}`, tipo, payload };
  }

  place(order: EventDto): Promise<PublishReceipt> {
    return this.publisher.publish(exchanges.shop, 'order.eu.placed', order);
  }

  /** @param expected queue, `*` for its id, and attempt. */
  async expectHandled({ id }: EventDto, ...expected: string[]): Promise<void> {
    const isSo = (): boolean => this.handled.of(id).length >= expected.length;
    await this.broker.until(`what was handled of ${id}`, isSo);
    expect(this.handled.of(id)).toEqual(expected.map((each) => each.replace('*', id)).sort());
  }

  async untilDead({ id }: EventDto): Promise<DeadLetter> {
    const find = async (): Promise<DeadLetter | undefined> =>
      (await this.app.get(DeadLetters).find({ id }, { limit: 1 })).items[0];
    await this.broker.until(`the dead letter of ${id}`, async () => (await find()) !== undefined);
    return (await find()) as DeadLetter;
  }
}
