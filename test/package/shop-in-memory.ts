import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ConsumingModule,
  Handles,
  Publisher,
  PublishingModule,
  WarrenModule,
  type Delivery,
} from '@warren/nestjs';
import { after, bind, defineTopology, EventDto, exchange, queue } from '@warren/nestjs/contracts';
import { InMemoryBroker } from '@warren/nestjs/testing';

/** An application that is tried without RabbitMQ: it is compiled and run far from here. */
const shop = exchange('shop', 'topic');
const placed = queue('orders.placed', {
  event: EventDto,
  from: [bind(shop, 'orders.*.placed')],
  retry: after('1h'),
});
const topology = defineTopology({ prefix: 'shop', exchanges: [shop], queues: [placed] });

@Injectable()
class OrdersHandler {
  readonly handled: string[] = [];

  @Handles(placed)
  place({ id }: EventDto, { attempt }: Delivery): void {
    if (id !== 'good' && attempt === 1) throw new Error('not yet');
    if (id === 'bad') throw new Error('never');
    this.handled.push(`${id} at attempt ${attempt}`);
  }
}

async function main(): Promise<void> {
  const broker = await InMemoryBroker.start(topology);

  @Module({
    imports: [
      WarrenModule.forRoot({ topology, connection: { url: broker.url } }),
      PublishingModule,
      ConsumingModule,
    ],
    providers: [OrdersHandler],
  })
  class ShopModule {}
  const app = await NestFactory.createApplicationContext(ShopModule, { logger: false });
  await broker.ready(app);
  for (const id of ['good', 'late', 'bad']) {
    await app.get(Publisher).publish(shop, 'orders.eu.placed', { id, tipo: 'ORDER', payload: {} });
  }
  await broker.advance('2h');
  const dead = broker.deadLetters().map(({ event, failure }) => ({ event, failure }));
  await app.close();
  await broker.stop();
  process.stdout.write(`${JSON.stringify({ handled: app.get(OrdersHandler).handled, dead })}\n`);
}

void main();
