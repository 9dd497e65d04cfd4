import { Injectable, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { after, bind, defineTopology, EventDto, exchange, queue, type Queue } from '@warren/model';
import { Readiness } from '@warren/platform';
import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { ConsumingModule } from './consuming/consuming.module';
import { DeadLetters } from './dead-letters/list/dead-letters';
import { DeadLettersModule } from './dead-letters/dead-letters.module';
import { PermanentError } from './messages/handler-errors';
import type { Delivery } from './messages/delivery';
import { Handles } from './handlers/handles.decorator';
import { Publisher } from './publishing/publisher';
import { PublishingModule } from './publishing/publishing.module';
import { WarrenModule } from './warren.module';

// Names that an application may have had before Warren.
const orders = exchange('OrdersExchange', 'topic');
const placed = queue('Orders-Placed', {
  event: EventDto,
  from: [bind(orders, 'Order.Placed')],
  retry: after('100ms'),
});
const paid = queue('pedidos/pagados·año', {
  event: EventDto,
  from: [bind(orders, 'Order.Paid')],
  retry: after('100ms'),
});
const topology = defineTopology({ prefix: 'shared', exchanges: [orders], queues: [placed, paid] });

/** An application with a handler for one of the queues, which says what it has handled. */
function describeApp(of: Queue, handled: string[], url: string): DynamicModule {
  @Injectable()
  class OneHandler {
    @Handles(of)
    run({ id }: EventDto, { attempt, queue: from }: Delivery): void {
      if (id === 'bad') throw new PermanentError('bad');
      if (attempt === 1) throw new Error('not yet');
      handled.push(`${id} of ${from}`);
    }
  }
  class OneModule {}
  return {
    module: OneModule,
    imports: [
      WarrenModule.forRoot({ topology, connection: { url } }),
      ...[PublishingModule, ConsumingModule, DeadLettersModule],
    ],
    providers: [OneHandler],
  };
}

describe('two applications that share a topology', () => {
  let vhost: Vhost;
  const apps: INestApplicationContext[] = [];
  const handled: Record<'shipping' | 'billing', string[]> = { shipping: [], billing: [] };

  beforeAll(async () => {
    vhost = await createVhost();
    for (const each of [
      describeApp(placed, handled.shipping, vhost.url),
      describeApp(paid, handled.billing, vhost.url),
    ]) {
      const app = await NestFactory.createApplicationContext(each, { logger: false });
      apps.push(app);
      await waitFor('the application', () => app.get(Readiness).report().ready);
    }
  });

  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await vhost.remove();
  });

  it('handle, retry and give up each the events of its own handlers, whichever publishes them', async () => {
    for (const [place, app] of apps.entries()) {
      const publish = (routingKey: string, id: string): Promise<unknown> =>
        app.get(Publisher).publish(orders, routingKey, { id, tipo: 'ORDER', payload: {} });
      await publish('Order.Placed', `placed ${place}`);
      await publish('Order.Paid', `paid ${place}`);
      await publish('Order.Paid', 'bad');
    }
    await waitFor('the events', () => Object.values(handled).every(({ length }) => length === 2));
    expect(handled.shipping.sort()).toEqual([0, 1].map((by) => `placed ${by} of ${placed.name}`));
    expect(handled.billing.sort()).toEqual([0, 1].map((by) => `paid ${by} of ${paid.name}`));
    for (const app of apps) {
      const find = async (): Promise<string[]> =>
        (await app.get(DeadLetters).find({}, { limit: 10 })).items.map(
          ({ record }) => record.queue,
        );
      await waitFor('the dead letters', async () => (await find()).length === 2);
      expect(await find()).toEqual([paid.name, paid.name]);
    }
  });
});
