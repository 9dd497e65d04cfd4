import { Readiness } from '@warren/platform';
import { createVhost, waitFor, type Vhost } from '@warren/testing';
import type { DeadLetter } from './dead-letters/list/dead-letter';
import { DeadLetters } from './dead-letters/list/dead-letters';
import { Redriver } from './dead-letters/redrive/redriver';
import { Product, TRACE } from './warren-product.harness';

describe('two applications with topologies of their own, in one process', () => {
  let vhost: Vhost;
  let products: readonly [Product, Product];

  beforeAll(async () => {
    vhost = await createVhost();
    products = [new Product('shop', vhost.url), new Product('bank', vhost.url)];
    await Promise.all(products.map((each) => each.start()));
  });

  afterAll(async () => {
    await Promise.all(products.map((each) => each.stop()));
    await vhost.remove();
  });

  it('publish, consume and retry, each its own events', async () => {
    for (const product of products) {
      await product.publish('PLAIN');
      await product.publish('RETRIED');
    }
    for (const { handled, name } of products) {
      await waitFor(`the events of ${name}`, () => handled.length === 2);
      expect(handled).toEqual([`${name}-PLAIN at attempt 1`, `${name}-RETRIED at attempt 2`]);
    }
  });

  it('deliver later what they publish, without routes of endpoints', async () => {
    const [shop] = products;
    shop.handled.length = 0;
    await shop.publish('LATER', new Date(Date.now() + 300));
    await waitFor('the event for later', () => shop.handled.length > 0);
    expect(shop.handled).toEqual(['shop-LATER at attempt 1']);
  });

  it('have hooks around each publish and each attempt, which say the trace and of which none changes anything', async () => {
    const [shop] = products;
    shop.seen.length = shop.handled.length = 0;
    await shop.publish('RETRIED');
    await waitFor('both attempts', () => shop.seen.length === 3);
    const run = { tipo: 'RETRIED', handler: 'NewsHandler.run', trace: TRACE };
    // The receipt may come after the first attempt.
    expect(new Set(shop.seen)).toEqual(
      new Set([
        { tipo: 'RETRIED', status: 'fulfilled' },
        { ...run, attempt: 1, outcome: 'not yet' },
        { ...run, attempt: 2, outcome: 'handled' },
      ]),
    );
    expect(shop.handled).toEqual(['shop-RETRIED at attempt 2']);
  });

  it('have each their own dead letters, and redrive them to their own queue', async () => {
    const [shop, bank] = products;
    await shop.publish('BAD');
    await waitFor('the dead letter', async () => (await deadLettersOf(shop)).length === 1);
    expect(await deadLettersOf(shop)).toMatchObject([
      { state: 'open', record: { queue: 'shop.news', failure: { code: 'bad' } } },
    ]);
    expect(await deadLettersOf(bank)).toEqual([]);
    const { checks } = shop.get(Readiness).report();
    expect(checks['open records']?.detail).toMatch(/^1 dead letters/);
    shop.isMended = true;
    const order = { selection: { filter: {} }, reason: 'mended', by: 'ana' };
    const steps = await shop.get(Redriver).redrive(order, new AbortController().signal);
    const all: unknown[] = [];
    for await (const step of steps) all.push(step);
    expect(all.at(-1)).toMatchObject({ summary: { redriven: 1, failed: 0 } });
    await waitFor('the redriven event', () => shop.handled.includes('shop-BAD at attempt 1'));
    expect(bank.handled).not.toContain('shop-BAD at attempt 1');
  });

  it('take nothing more when they close, and let what runs end before its clients are closed (I10)', async () => {
    const product = new Product('desk', vhost.url);
    await product.start();
    await product.publish('SLOW');
    await waitFor('the handler', () => product.begun === 1);
    await product.stop();
    expect(product.atShutdown).toEqual({ isReady: false, handled: ['desk-SLOW at attempt 1'] });
  });

  it('are ready without a handler for every queue', () => {
    const { checks, ready } = products[0].get(Readiness).report();
    expect(ready).toBe(true);
    // The one with a handler, and the library's own.
    expect(checks['consumers']).toEqual({ ok: true, detail: '2 attached' });
  });
});

async function deadLettersOf(product: Product): Promise<readonly DeadLetter[]> {
  return (await product.get(DeadLetters).find({}, { limit: 10 })).items;
}
