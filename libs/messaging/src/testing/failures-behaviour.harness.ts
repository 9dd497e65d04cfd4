import { headers as names } from '@warren/model';
import { connect, type ConsumeMessage } from 'amqplib';
import { Redriver } from '../dead-letters/redrive/redriver';
import type { ShopUnderTest } from './shop-under-test.harness';
import { exchanges } from './shop.harness';

const { jobs, news, shop: orders } = exchanges;

/** What becomes of an event that cannot be handled. */
export function describeFailures(shop: ShopUnderTest): void {
  it('has an event that failed handled again after its delay, by that queue alone', async () => {
    const item = shop.event('FAILS_ONCE');
    await shop.publisher.publish(news, '', item);
    await shop.expectHandled(item, 'news.sms * 1');
    await shop.broker.pass('100ms');
    await shop.expectHandled(item, 'news.mail * 2', 'news.sms * 1');
  });

  it('makes a dead letter of an event that always fails, after its last attempt', async () => {
    const order = shop.event('FAILS');
    await shop.place(order);
    await shop.broker.pass('200ms');
    await shop.broker.pass('400ms');
    const { record } = await shop.untilDead(order);
    expect(record).toMatchObject({ queue: 'orders.placed', cause: 'failed', attempt: 3 });
    expect(record.failure).toMatchObject({ code: 'Error', message: 'not now' });
  });

  it.each([
    ['that its handler refuses', () => shop.event('REFUSED'), 'refused'],
    ['whose payload is not valid', () => shop.event('PLAIN', { total: -1 }), 'invalid_event'],
    ['whose payload lacks an object', () => shop.event('PLAIN', {}), 'invalid_event'],
  ])('makes a dead letter of an event %s, at once', async (_, make, code) => {
    const order = make();
    await shop.place(order);
    const { record } = await shop.untilDead(order);
    expect(record).toMatchObject({ queue: 'orders.placed', attempt: 1, failure: { code } });
  });

  it('handles a dead letter when it is sent again', async () => {
    const order = shop.event('REFUSED');
    await shop.place(order);
    const { record } = await shop.untilDead(order);
    shop.handled.isMended = true;
    const selection = { ids: [record.deadLetterId] };
    const steps = await shop.app
      .get(Redriver, { strict: false })
      .redrive({ selection, reason: 'mended', by: 'ana' }, new AbortController().signal);
    for await (const step of steps) void step;
    await shop.expectHandled(order, 'orders.audit * 1', 'orders.placed * 1');
    shop.handled.isMended = false;
  });

  it('makes a dead letter of what waited too long in a queue', async () => {
    const job = shop.event();
    await shop.publisher.publish(jobs, 'crash', job, { expiration: 100 });
    await shop.broker.pass('100ms');
    const { record } = await shop.untilDead(job);
    expect(record).toMatchObject({ queue: 'crashing', cause: 'expired', routingKey: 'crash' });
  });

  it('makes a dead letter of what loses its consumer too often', async () => {
    const job = shop.event();
    await shop.publisher.publish(jobs, 'crash', job);
    const redelivered: boolean[] = [];
    for (let time = 1; time <= 2; time += 1) {
      const connection = await connect(shop.broker.url);
      const channel = await connection.createChannel();
      const delivered = new Promise<boolean>((resolve) => {
        const note = (message: ConsumeMessage | null): void =>
          resolve(message?.fields.redelivered === true);
        void channel.consume('crashing', note);
      });
      redelivered.push(await delivered);
      await connection.close();
    }
    expect(redelivered).toEqual([false, true]);
    expect((await shop.untilDead(job)).record).toMatchObject({ cause: 'delivery_limit' });
  });

  it('keeps the headers of a publisher on a message that was tried again', async () => {
    const order = shop.event('FAILS');
    const headers = { region: 'eu', weight: 1.5, fragile: true, count: 3 };
    await shop.publisher.publish(orders, 'order.eu.placed', order, { headers });
    await shop.broker.pass('200ms');
    await shop.broker.pass('400ms');
    const { record } = await shop.untilDead(order);
    expect(record.headers).toMatchObject(headers);
    expect(Object.keys(record.headers ?? {})).not.toContain(names.attempt);
  });
}
