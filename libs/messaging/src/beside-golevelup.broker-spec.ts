import { AmqpConnection, RabbitMQModule, RabbitSubscribe } from '@golevelup/nestjs-rabbitmq';
import { Injectable, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { after, bind, defineTopology, EventDto, exchange, queue } from '@warren/model';
import { Readiness } from '@warren/platform';
import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { ConsumingModule } from './consuming/consuming.module';
import type { Delivery } from './messages/delivery';
import { Handles } from './handlers/handles.decorator';
import { Publisher } from './publishing/publisher';
import { PublishingModule } from './publishing/publishing.module';
import { WarrenModule } from './warren.module';

const shop = exchange('shop', 'topic');
const from = [bind(shop, 'orders.placed')];
const bills = queue('bills', { event: EventDto, from, retry: after('100ms') });
/** In place of golevelup's queue `mail`, which has other arguments. */
const mails = queue('mails', { event: EventDto, from });
const OLD_MAIL = { exchange: shop.name, routingKey: 'orders.placed', queue: 'mail' };

const seen: string[] = [];
const note = (handler: string, { id }: EventDto): void => void seen.push(`${handler} ${id}`);

@Injectable()
class BillsHandler {
  @Handles(bills)
  bill(event: EventDto, { attempt }: Delivery): void {
    if (attempt === 1) throw new Error('not yet');
    note('bills', event);
  }
}

@Injectable()
class OldMailHandler {
  @RabbitSubscribe(OLD_MAIL)
  send(event: EventDto): void {
    note('mail', event);
  }
}

@Injectable()
class MailsHandler {
  @Handles(mails)
  send(event: EventDto): void {
    note('mails', event);
  }
}

/** An application that has both, with these handlers. */
async function start(url: string, queues: (typeof bills)[], providers: Provider[]) {
  class ShopModule {}
  const module = {
    module: ShopModule,
    imports: [
      RabbitMQModule.forRoot({ uri: url, exchanges: [{ name: shop.name, type: shop.type }] }),
      WarrenModule.forRoot({
        topology: defineTopology({ exchanges: [shop], queues }),
        connection: { url },
      }),
      PublishingModule,
      ConsumingModule,
    ],
    providers,
  };
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const readiness = app.get(Readiness, { strict: false });
  await waitFor('the application', () => readiness.report().ready);
  return app;
}

const event = (id: string): EventDto => ({ id, tipo: 'ORDER_PLACED', payload: {} });

describe('an application with handlers of golevelup', () => {
  let vhost: Vhost;
  let app: INestApplicationContext;

  beforeAll(async () => {
    vhost = await createVhost();
  });

  beforeEach(() => (seen.length = 0));

  afterEach(() => app.close());

  afterAll(() => vhost.remove());

  it('has handlers of Warren beside them: each gets what either side publishes', async () => {
    app = await start(vhost.url, [bills], [BillsHandler, OldMailHandler]);
    const { exchange: name, routingKey } = OLD_MAIL;
    await app.get(AmqpConnection, { strict: false }).publish(name, routingKey, event('old'));
    await app.get(Publisher, { strict: false }).publish(shop, routingKey, event('new'));
    await waitFor('all four', () => seen.length === 4);
    expect([...seen].sort()).toEqual(['bills new', 'bills old', 'mail new', 'mail old']);
  });

  it('moves one to Warren with a queue of its own: what the old one still has is handled once', async () => {
    app = await start(vhost.url, [bills, mails], [BillsHandler, MailsHandler]);
    const publisher = app.get(Publisher, { strict: false });
    // Both queues are bound, and the old one has no consumer left.
    await publisher.publish(shop, OLD_MAIL.routingKey, event('meanwhile'), { messageId: 'm-1' });
    await waitFor('the mail', () => seen.includes('mails meanwhile'));
    const connection = await connect(vhost.url);
    const channel = await connection.createConfirmChannel();
    await channel.unbindQueue(OLD_MAIL.queue, OLD_MAIL.exchange, OLD_MAIL.routingKey);
    channel.sendToQueue(OLD_MAIL.queue, Buffer.from(JSON.stringify(event('earlier'))));
    await channel.waitForConfirms();
    // As `Move messages` and a shovel do.
    for (let next; (next = await channel.get(OLD_MAIL.queue));) {
      channel.sendToQueue(mails.name, next.content, next.properties);
      await channel.waitForConfirms();
      channel.ack(next);
    }
    await channel.deleteQueue(OLD_MAIL.queue);
    await connection.close();
    await publisher.publish(shop, OLD_MAIL.routingKey, event('last'));
    await waitFor('the last', () => seen.includes('mails last') && seen.includes('bills last'));
    await waitFor('all queues to be empty', () => vhost.management.areQueuesEmpty());
    const sent = seen.filter((each) => each.startsWith('mails'));
    expect(sent.sort()).toEqual(['mails earlier', 'mails last', 'mails meanwhile']);
  });
});
