import { Test } from '@nestjs/testing';
import { queues, topology } from '@warren/contracts';
import { ConsumingConfig, HandlerFinder, ScheduleRelay } from '@warren/messaging';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { loadHandlers } from './load-handlers';

/** The one handler that the library brings along. */
const relay = {
  provide: ScheduleRelay,
  useValue: Object.create(ScheduleRelay.prototype) as object,
};

describe('the handlers of the worker', () => {
  it('are found by the names of their files, one for every queue of the topology (I11)', async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [...loadHandlers(__dirname), relay],
    }).compile();
    const finder = new HandlerFinder(
      module.get(DiscoveryService),
      module.get(MetadataScanner),
      topology,
      new ConsumingConfig(),
    );
    const found = finder.findAll();
    expect(found).toHaveLength(Object.keys(queues).length);
    expect(found.find(({ queue }) => queue === queues.etlJobs)?.name).toBe('EtlHandler.run');
  });

  it('stop the boot when one is missing (I11)', async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      providers: [...loadHandlers(__dirname).filter(({ name }) => name !== 'EtlHandler'), relay],
    }).compile();
    const finder = new HandlerFinder(
      module.get(DiscoveryService),
      module.get(MetadataScanner),
      topology,
      new ConsumingConfig(),
    );
    expect(() => finder.findAll()).toThrow("queue 'etl.jobs' has no handler");
  });
});
