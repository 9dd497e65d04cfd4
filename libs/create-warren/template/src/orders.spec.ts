import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { InMemoryBroker } from '@warren/nestjs/testing';
import { topology } from './contracts/topology/topology';
import { GatewayModule } from './gateway/gateway.module';
import { OrdersController } from './gateway/orders.controller';
import { WorkerModule } from './worker/worker.module';

/** Gateway and worker as they are, on a broker in this process. */
describe('a posted order', () => {
  const order = { id: 'o-1', tipo: 'ORDERS_PLACED', payload: { reference: 'R-1' } };
  const apps: TestingModule[] = [];
  let broker: InMemoryBroker;
  let orders: OrdersController;

  beforeAll(async () => {
    broker = await InMemoryBroker.start(topology);
    for (const each of [GatewayModule, WorkerModule]) {
      const app = await broker.serve(Test.createTestingModule({ imports: [each] })).compile();
      apps.push(await app.init());
      await broker.ready(app);
    }
    orders = apps[0].get(OrdersController);
  });
  afterAll(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await broker.stop();
  });

  it('is handled by the worker', async () => {
    const log = jest.spyOn(Logger.prototype, 'log');
    await orders.place(order);
    await broker.settled();
    expect(log).toHaveBeenCalledWith('orders.placed R-1');
    expect(broker.deadLetters()).toEqual([]);
  });

  it('is refused, and not sent, when it does not fit its class', async () => {
    const refused = orders.place({ ...order, payload: {} });
    await expect(refused).rejects.toMatchObject({ code: 'contract_violated' });
  });
});
