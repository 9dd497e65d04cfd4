import type { INestApplication } from '@nestjs/common';
import { Publisher } from '../publishing/publisher';
import { describeBehaviour } from './broker-behaviour.harness';
import { InMemoryBroker } from './in-memory-broker';
import { exchanges, Handled, queues, startShop, topology } from './shop.harness';

describe('a broker in memory that is not stopped', () => {
  it('keeps no process alive when its application cannot be compiled', async () => {
    const open = (): string[] =>
      process.getActiveResourcesInfo().filter((each) => each.startsWith('TCP'));
    const before = open();
    const broker = await InMemoryBroker.start(topology);
    const factory = (): Promise<Handled> => Promise.reject(new Error('no'));
    const compile = startShop((builder) =>
      broker.serve(builder.overrideProvider(Handled).useFactory({ factory })),
    );
    await expect(compile).rejects.toThrow('no');
    // Those of another file that ran in this process may close meanwhile.
    expect(open().length).toBeLessThanOrEqual(before.length);
    await broker.stop();
  });
});

describeBehaviour('a broker in memory', async () => {
  const broker = await InMemoryBroker.start(topology);
  return {
    url: broker.url,
    serve: (builder) => broker.serve(builder),
    ready: (app) => broker.ready(app),
    until: async (what, isSo) => {
      await broker.settled();
      if (!(await isSo())) throw new Error(`nothing more is due, without ${what}`);
    },
    pass: (duration) => broker.advance(duration),
    stop: () => broker.stop(),
  };
});

describe('a broker in memory', () => {
  let broker: InMemoryBroker;
  let app: INestApplication;
  let handled: Handled;
  let publisher: Publisher;
  const { jobs, shop } = exchanges;

  beforeAll(async () => {
    broker = await InMemoryBroker.start(topology);
    app = await startShop((builder) => broker.serve(builder));
    handled = app.get(Handled);
    publisher = app.get(Publisher);
  });

  afterAll(async () => {
    await app.close();
    await broker.stop();
  });

  it('says what of an application is not ready, and waits until it is', async () => {
    await expect(broker.ready(app, 0)).rejects.toThrow(/not ready: .*broker: connecting/);
    await broker.ready(app);
  });

  it('lets as much time pass as the test says, and no more', async () => {
    const order = { id: 'a1', tipo: 'FAILS_ONCE', payload: { total: 1 } };
    await publisher.publish(shop, 'order.eu.placed', order);
    await broker.advance('199ms');
    expect(handled.of('a1')).toEqual(['orders.audit a1 1']);
    await broker.advance('1ms');
    expect(handled.of('a1')).toEqual(['orders.audit a1 1', 'orders.placed a1 2']);
  });

  it('counts a delivery for later from when it was published, however much time had passed', async () => {
    await broker.advance('2d');
    const order = { id: 'a2', tipo: 'PLAIN', payload: { total: 1 } };
    const deliverAt = new Date(Date.now() + 3_600_000);
    await publisher.publish(shop, 'order.eu.placed', order, { deliverAt });
    await broker.advance('59m');
    expect(handled.of('a2')).toEqual([]);
    await broker.advance('1m');
    expect(handled.of('a2')).toEqual(['orders.audit a2 1', 'orders.placed a2 1']);
  });

  it('shows what waits in a queue, and every dead letter, until it is cleared', async () => {
    const parked = { id: 'a3', tipo: 'PLAIN', payload: {} };
    const refused = { id: 'a4', tipo: 'REFUSED', payload: { total: 1 } };
    await publisher.publish(jobs, 'parked', parked, { headers: { region: 'eu' } });
    await publisher.publish(shop, 'order.eu.placed', refused);
    await broker.settled();
    const delivery = { routingKey: 'parked', headers: { region: 'eu' } };
    expect(broker.messages(queues.parked)).toMatchObject([{ event: parked, delivery }]);
    const failure = { code: 'refused', message: 'not before' };
    const letter = { event: refused, queue: 'orders.placed', cause: 'failed', attempt: 1, failure };
    expect(broker.deadLetters()).toMatchObject([letter]);
    broker.clear();
    expect([broker.messages(queues.parked), broker.deadLetters()]).toEqual([[], []]);
    expect(() => broker.messages({ name: 'typo' })).toThrow("declared no queue 'typo'");
  });

  it('names the queue in which an event is still being handled', async () => {
    let open: () => void = () => undefined;
    handled.gate = new Promise<void>((resolve) => (open = resolve));
    await publisher.publish(jobs, 'urgent', { id: 'a5', tipo: 'PLAIN', payload: {} });
    await expect(broker.settled(10)).rejects.toThrow('after 10 ms: urgent (1)');
    open();
    await broker.settled();
    expect(handled.of('a5')).toEqual(['urgent a5 1']);
  });
});
