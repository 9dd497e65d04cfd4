import { Controller, Injectable, Module, type INestApplication } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { createFastifyAdapter } from '@warren/http';
import {
  after,
  bind,
  bindAll,
  bindHeaders,
  command,
  defineTopology,
  EventDto,
  exchange,
  queue,
} from '@warren/model';
import { Type } from 'class-transformer';
import { IsInt, IsPositive, ValidateNested } from 'class-validator';
import { ConsumingModule } from '../consuming/consuming.module';
import type { Delivery } from '../messages/delivery';
import { PermanentError } from '../messages/handler-errors';
import { Handles, HandlesBatch, type BatchItem } from '../handlers/handles.decorator';
import { DeadLettersModule } from '../dead-letters/dead-letters.module';
import { Publisher } from '../publishing/publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { CommandClientModule } from '../requests/client/command-client.module';
import { CommandsModule } from '../requests/server/commands.module';
import { serveCommands } from '../requests/server/serve-commands';
import { WarrenModule } from '../warren.module';

class Order {
  @IsInt()
  @IsPositive()
  readonly total!: number;

  get isLarge(): boolean {
    return this.total >= 100;
  }
}

class OrderPlaced extends EventDto {
  @ValidateNested()
  @Type(() => Order)
  override readonly payload!: Order;
}

class QuoteDto {
  @IsInt()
  readonly quantity!: number;
}

export const exchanges = {
  shop: exchange('shop', 'topic'),
  jobs: exchange('jobs', 'direct'),
  news: exchange('news', 'fanout'),
  greetings: exchange('greetings', 'headers'),
};
const { greetings, jobs, news, shop } = exchanges;
const event = EventDto;

export const queues = {
  placed: queue('orders.placed', {
    event: OrderPlaced,
    from: [bind(shop, 'order.*.placed')],
    retry: after('200ms', '400ms'),
  }),
  audit: queue('orders.audit', { event, from: [bind(shop, 'order.#')] }),
  mail: queue('news.mail', { event, from: [bindAll(news)], retry: after('100ms') }),
  sms: queue('news.sms', { event, from: [bindAll(news)] }),
  spanish: queue('greetings.es', { event, from: [bindHeaders(greetings, 'all', { lang: 'es' })] }),
  clicks: queue('clicks', {
    event,
    from: [bind(jobs, 'click')],
    batch: { size: 3, waitMs: 100 },
  }),
  urgent: queue('urgent', { event, from: [bind(jobs, 'urgent')], maxPriority: 9, prefetch: 1 }),
  /** Nothing handles these. */
  crashing: queue('crashing', { event, from: [bind(jobs, 'crash')], deliveryLimit: 1 }),
  parked: queue('parked', { event, from: [bind(jobs, 'parked')], maxLength: 2 }),
};

export const topology = defineTopology({
  prefix: 'shop',
  exchanges: Object.values(exchanges),
  queues: Object.values(queues),
  replyQueues: [{ name: 'answers', messageTtlMs: 60_000, maxLength: 100 }],
  routes: { orders: { exchange: shop } },
  commands: { all: [command('quote', { data: QuoteDto })] },
});

/** The least that can be set. */
export const MAX_MESSAGE_BYTES = 262_144;

/** What was handled, in order: queue, id and attempt. */
@Injectable()
export class Handled {
  readonly all: string[] = [];
  isMended = false;
  /** The handler of `urgent` waits for it. */
  gate: Promise<void> = Promise.resolve();

  add({ id, tipo }: EventDto, { attempt, queue: name }: Delivery): void {
    if (tipo === 'REFUSED' && !this.isMended) throw new PermanentError('refused', 'not before');
    if (tipo === 'FAILS' || (tipo === 'FAILS_ONCE' && attempt === 1)) throw new Error('not now');
    this.all.push(`${name} ${id} ${attempt}`);
  }

  /** Of one event, sorted. */
  of(id: string): string[] {
    return this.all.filter((each) => each.split(' ')[1] === id).sort();
  }
}

@Injectable()
class ShopHandlers {
  constructor(
    private readonly handled: Handled,
    private readonly publisher: Publisher,
  ) {}

  @Handles(queues.placed)
  async place(order: OrderPlaced, delivery: Delivery): Promise<void> {
    this.handled.add(order, delivery);
    if (!order.payload.isLarge) return;
    const thanks = { id: `${order.id}-thanks`, tipo: 'THANKS', payload: {} };
    await this.publisher.publishNext(delivery, news, '', thanks);
  }

  @Handles(queues.audit)
  audit(order: EventDto, delivery: Delivery): void {
    this.handled.all.push(`${delivery.queue} ${order.id} ${delivery.attempt}`);
  }

  @Handles(queues.mail)
  mail(item: EventDto, delivery: Delivery): void {
    this.handled.add(item, delivery);
  }

  @Handles(queues.sms)
  sms(item: EventDto, delivery: Delivery): void {
    this.handled.all.push(`${delivery.queue} ${item.id} ${delivery.attempt}`);
  }

  @Handles(queues.spanish)
  greet(item: EventDto, delivery: Delivery): object {
    this.handled.add(item, delivery);
    return { hola: item.id };
  }

  @HandlesBatch(queues.clicks)
  count(items: readonly BatchItem[]): void {
    this.handled.all.push(`clicks ${items.map(({ event: { id } }) => id).join('+')}`);
  }

  @Handles(queues.urgent)
  async hurry(item: EventDto, delivery: Delivery): Promise<void> {
    await this.handled.gate;
    this.handled.add(item, delivery);
  }
}

@Controller()
class QuotesHandler {
  @MessagePattern('quote')
  quote(@Payload() { quantity }: QuoteDto): object {
    return { cents: quantity * 990 };
  }
}

/** An application with each kind of queue, for tests of brokers. */
@Module({
  imports: [
    WarrenModule.forRoot({ topology, connection: { maxMessageBytes: MAX_MESSAGE_BYTES } }),
    PublishingModule,
    ConsumingModule,
    DeadLettersModule,
    CommandClientModule,
    CommandsModule,
  ],
  controllers: [QuotesHandler],
  providers: [Handled, ShopHandlers],
})
class ShopModule {}

/** @param serve has it use a broker. */
export async function startShop(
  serve: (builder: TestingModuleBuilder) => TestingModuleBuilder,
): Promise<INestApplication> {
  const module = await serve(Test.createTestingModule({ imports: [ShopModule] })).compile();
  module.useLogger(false);
  const app = module.createNestApplication(createFastifyAdapter());
  serveCommands(app);
  await app.init();
  return app.startAllMicroservices();
}
