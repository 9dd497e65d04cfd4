import { Injectable, Logger, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { queues, topology } from '@warren/testing';
import { TOPOLOGY } from '../topology/topology.token';
import { ConsumingConfig } from './consuming.config';
import { HandlerFinder } from './handler-finder';
import { Handles } from './handles.decorator';
import { IdleHandlers } from './idle-handlers';

@Injectable()
class OrdersHandler {
  @Handles(queues.mensajes)
  handle(): void {}
}

@Injectable()
class Prices {
  get total(): number {
    throw new Error('read before it can be');
  }
}

describe('handlers of an application', () => {
  let warn: jest.SpyInstance;

  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
  });
  afterEach(() => warn.mockRestore());

  async function start(...others: Provider[]): Promise<void> {
    const providers = [IdleHandlers, OrdersHandler, Prices, ...others];
    const parts = { imports: [DiscoveryModule], providers };
    const app = await Test.createTestingModule(parts).compile();
    await app.init();
    await app.close();
  }

  it('are named where nothing consumes', async () => {
    await start();
    expect(warn.mock.calls).toEqual([
      ['import ConsumingModule: nothing calls the handlers of OrdersHandler'],
    ]);
  });

  it('are not where something looks for them', async () => {
    await start(HandlerFinder, ConsumingConfig, { provide: TOPOLOGY, useValue: topology });
    expect(warn).not.toHaveBeenCalled();
  });
});
