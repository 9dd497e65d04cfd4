import { connect, type GetMessage } from 'amqplib';
import { firstValueFrom } from 'rxjs';
import { Journal } from '../journal/journal';
import type { JournalRecord } from '../messages/journal-record';
import { RefusedError, UnroutableError } from '../messages/publish-errors';
import { CommandClient } from '../requests/client/command-client';
import type { ShopUnderTest } from './shop-under-test.harness';
import { exchanges } from './shop.harness';

const { greetings, jobs, news, shop: orders } = exchanges;

/** What becomes of an event that can be handled. */
export function describeDeliveries(shop: ShopUnderTest): void {
  it('has an event handled by each queue that is bound for it, once', async () => {
    const [order, shipped, item, hello] = [shop.event(), shop.event(), shop.event(), shop.event()];
    const receipt = await shop.place(order);
    expect(receipt).toMatchObject({ outcome: 'confirmed', routingKey: 'order.eu.placed' });
    await shop.publisher.publish(orders, 'order.eu.shipped', shipped);
    await shop.publisher.publish(news, '', item);
    await shop.publisher.publish(greetings, '', hello, { headers: { lang: 'es' } });
    await shop.expectHandled(order, 'orders.audit * 1', 'orders.placed * 1');
    await shop.expectHandled(shipped, 'orders.audit * 1');
    await shop.expectHandled(item, 'news.mail * 1', 'news.sms * 1');
    await shop.expectHandled(hello, 'greetings.es * 1');
  });

  it('says that no queue wants an event, and which binding nearly does', async () => {
    const lost = shop.publisher.publish(jobs, 'park', shop.event());
    await expect(lost).rejects.toThrow(UnroutableError);
    await expect(lost).rejects.toThrow('near: `parked`');
    const french = shop.publisher.publish(greetings, '', shop.event(), { headers: { lang: 'fr' } });
    await expect(french).rejects.toThrow(UnroutableError);
    const unwanted = await shop.publisher.publish(jobs, 'park', shop.event(), { mandatory: false });
    expect(unwanted.outcome).toBe('confirmed');
  });

  it('handles a message id once, however often it is published', async () => {
    const order = shop.event();
    const { messageId } = await shop.place(order);
    await shop.expectHandled(order, 'orders.audit * 1', 'orders.placed * 1');
    await shop.publisher.publish(orders, 'order.eu.placed', order, { messageId });
    const next = shop.event();
    await shop.place(next);
    await shop.expectHandled(next, 'orders.audit * 1', 'orders.placed * 1');
    expect(shop.handled.of(order.id)).toHaveLength(2);
  });

  it('delivers an event for later at its time, and not before', async () => {
    const order = shop.event();
    const deliverAt = new Date(Date.now() + 1_000);
    await shop.publisher.publish(orders, 'order.eu.placed', order, { deliverAt });
    expect(shop.handled.of(order.id)).toEqual([]);
    await shop.broker.pass('1s');
    await shop.expectHandled(order, 'orders.audit * 1', 'orders.placed * 1');
  });

  it('keeps in the journal what became of an event, to be read from a time on', async () => {
    const time = new Date();
    const order = shop.event();
    await shop.place(order);
    await shop.expectHandled(order, 'orders.audit * 1', 'orders.placed * 1');
    const read: string[] = [];
    const keep = (record: JournalRecord): void => {
      if (record.kind === 'processed' && record.event.id === order.id) {
        read.push(record.delivery.queue);
      }
    };
    const { signal } = new AbortController();
    await shop.app.get(Journal).read({ time }, keep, signal);
    expect(read.sort()).toEqual(['orders.audit', 'orders.placed']);
  });

  it('publishes what follows from an event before that is done', async () => {
    const order = shop.event('PLAIN', { total: 100 });
    await shop.place(order);
    const thanks = { ...order, id: `${order.id}-thanks` };
    await shop.expectHandled(thanks, 'news.mail * 1', 'news.sms * 1');
  });

  it('refuses an event for a queue that is full', async () => {
    await shop.publisher.publish(jobs, 'parked', shop.event());
    await shop.publisher.publish(jobs, 'parked', shop.event());
    let refusal: unknown;
    // RabbitMQ says so a moment later.
    await shop.broker.until('a refusal', async () => {
      const sent = shop.publisher.publish(jobs, 'parked', shop.event());
      refusal = await sent.catch((error: unknown) => error);
      return refusal instanceof Error;
    });
    expect(refusal).toBeInstanceOf(RefusedError);
  });

  it('gives a batch to its handler', async () => {
    const clicks = [shop.event(), shop.event(), shop.event()];
    for (const click of clicks) await shop.publisher.publish(jobs, 'click', click);
    const batch = `clicks ${clicks.map(({ id }) => id).join('+')}`;
    await shop.broker.until('the batch', () => shop.handled.all.includes(batch));
    expect(shop.handled.all.filter((each) => each.startsWith('clicks '))).toEqual([batch]);
  });

  it('serves higher priorities first', async () => {
    let open: () => void = () => undefined;
    shop.handled.gate = new Promise<void>((resolve) => (open = resolve));
    const [first, low, high] = [shop.event(), shop.event(), shop.event()];
    await shop.publisher.publish(jobs, 'urgent', first);
    await shop.publisher.publish(jobs, 'urgent', low, { priority: 1 });
    await shop.publisher.publish(jobs, 'urgent', high, { priority: 9 });
    open();
    await shop.expectHandled(low, 'urgent * 1');
    const ids = shop.handled.all.filter((each) => each.startsWith('urgent '));
    expect(ids.slice(-2)).toEqual([`urgent ${high.id} 1`, `urgent ${low.id} 1`]);
  });

  it('sends what a handler returns to the queue for answers that an event names', async () => {
    const hello = shop.event();
    const options = { headers: { lang: 'es' }, replyTo: 'answers', correlationId: 'c-1' };
    await shop.publisher.publish(greetings, '', hello, options);
    await shop.expectHandled(hello, 'greetings.es * 1');
    const connection = await connect(shop.broker.url);
    const channel = await connection.createChannel();
    let answer: GetMessage | false = false;
    await shop.broker.until('the answer', async () => {
      answer = await channel.get('answers', { noAck: true });
      return answer !== false;
    });
    await connection.close();
    const { content, properties } = answer as unknown as GetMessage;
    expect(JSON.parse(content.toString())).toEqual({ hola: hello.id });
    expect(properties.correlationId).toBe('c-1');
  });

  it('answers a command, or says why not', async () => {
    const client = shop.app.get(CommandClient, { strict: false });
    const ask = (quantity: unknown): Promise<unknown> =>
      firstValueFrom(client.send('quote', { quantity }));
    expect(await ask(3)).toEqual({ cents: 2_970 });
    await expect(ask('three')).rejects.toThrow();
  });
}
