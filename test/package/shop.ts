import 'reflect-metadata';
import { setTimeout as wait } from 'node:timers/promises';
import { RabbitMQModule, RabbitSubscribe } from '@golevelup/nestjs-rabbitmq';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ConsumingModule,
  DeadLetters,
  DeadLettersModule,
  Handles,
  PermanentError,
  Publisher,
  PublishingModule,
  Readiness,
  Redriver,
  WarrenModule,
  type Delivery,
} from '@warren/nestjs';
import { after, bind, defineTopology, EventDto, exchange, queue } from '@warren/nestjs/contracts';
import { Type } from 'class-transformer';
import { IsInt, IsPositive, ValidateNested } from 'class-validator';

/** An application of somebody who has only the package: it is compiled and run far from here. */
export class Order {
  @IsInt()
  @IsPositive()
  readonly total!: number;
}

export class OrderPlaced extends EventDto {
  @ValidateNested()
  @Type(() => Order)
  declare readonly payload: Order;
}

export const shop = exchange('shop', 'topic');
export const placed = queue('orders.placed', {
  event: OrderPlaced,
  from: [bind(shop, 'orders.*.placed')],
  retry: after('100ms'),
});
export const topology = defineTopology({ prefix: 'shop', exchanges: [shop], queues: [placed] });

@Injectable()
class OrdersHandler {
  readonly handled: string[] = [];
  isMended = false;

  @Handles(placed)
  place({ payload: { total } }: OrderPlaced, { attempt }: Delivery): void {
    if (total === 2 && attempt === 1) throw new Error('not yet');
    if (total === 3 && !this.isMended) throw new PermanentError('out_of_stock');
    this.handled.push(`${total} at attempt ${attempt}`);
  }
}

/** It has handlers of golevelup too, by a golevelup and an amqplib of its own. */
@Injectable()
class MailHandler {
  readonly mailed: string[] = [];

  @RabbitSubscribe({ exchange: 'shop', routingKey: 'orders.*.placed', queue: 'mail' })
  mail({ id }: EventDto): void {
    this.mailed.push(id);
  }
}

@Module({
  imports: [
    RabbitMQModule.forRootAsync({
      useFactory: () => ({
        uri: process.env['RABBITMQ_URL'] ?? '',
        exchanges: [{ name: 'shop', type: 'topic' }],
      }),
    }),
    WarrenModule.forRootAsync({
      useFactory: () => ({ topology, connection: { url: process.env['RABBITMQ_URL'] } }),
    }),
    PublishingModule,
    ConsumingModule,
    DeadLettersModule,
  ],
  providers: [OrdersHandler, MailHandler],
})
class ShopModule {}

async function until<T>(look: () => T | Promise<T>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found) return found;
    await wait(20);
  }
}

async function main(): Promise<void> {
  const app = await NestFactory.createApplicationContext(ShopModule, { logger: ['error'] });
  await until(() => app.get(Readiness, { strict: false }).report().ready);
  const orders = app.get(OrdersHandler);
  const publisher = app.get(Publisher, { strict: false });
  const letters = app.get(DeadLetters, { strict: false });
  for (const total of [1, 2, 3, -4]) {
    const event = { id: `o-${total}`, tipo: 'ORDER_PLACED', payload: { total } };
    await publisher.publish(shop, 'orders.eu.placed', event);
  }
  await until(() => orders.handled.length === 2);
  const dead = await until(async () => {
    const { items } = await letters.find({}, { limit: 10 });
    return items.length === 2 ? items : undefined;
  });
  orders.isMended = true;
  const ids = dead
    ?.filter(({ record }) => record.failure.code === 'out_of_stock')
    .map(({ record }) => record.deadLetterId);
  const order = { selection: { ids: ids ?? [] }, reason: 'mended', by: 'ana' };
  const steps = await app
    .get(Redriver, { strict: false })
    .redrive(order, new AbortController().signal);
  for await (const step of steps) void step;
  await until(() => orders.handled.length === 3);
  const { mailed } = app.get(MailHandler);
  await until(() => mailed.length === 4);
  const codes = dead?.map(({ record }) => record.failure.code).sort();
  await app.close();
  const result = { handled: orders.handled.sort(), codes, mailed: mailed.sort() };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

void main();
