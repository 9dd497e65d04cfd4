import { Injectable } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { queues, topology } from '@warren/contracts';
import { ConsumingConfig } from '../consuming.config';
import type { Delivery } from '../deliveries/delivery';
import { HandlerFinder } from './handler-finder';
import { Handles } from './handles.decorator';

const handled = jest.fn();

@Injectable()
class TwoHandlers {
  @Handles(queues.mensajes)
  receive(): void {
    handled('mensajes');
  }

  @Handles(queues.scheduled)
  relay(): void {
    handled('scheduled');
  }
}

describe('finding the handlers', () => {
  it('lets events ask to fail in every queue but that of the schedule, which is not their own', async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [TwoHandlers],
    }).compile();
    const finder = new HandlerFinder(
      module.get(DiscoveryService),
      module.get(MetadataScanner),
      { ...topology, queues: [queues.mensajes, queues.scheduled] },
      Object.assign(new ConsumingConfig(), { failureLab: 'on' as const }),
    );
    const event = { id: '1', tipo: 'T', payload: { lab: { fail: 'permanent' } } };
    const delivery = { attempt: 1, redeliveries: 0 } as Delivery;
    const [mensajes, scheduled] = finder.findAll();
    expect(() => mensajes?.handle(event, delivery)).toThrow('the event asked to fail for good');
    await scheduled?.handle(event, delivery);
    expect(handled.mock.calls).toEqual([['scheduled']]);
  });
});
