import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Test, type TestingModule } from '@nestjs/testing';
import { queues, topology } from '@warren/contracts';
import { ConsumingConfig, HandlerFinder } from '@warren/messaging';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { loadHandlers } from './load-handlers';

const USE_CASES = join(__dirname, '../use-cases');

/** Those of this folder, and those of the use cases, which their modules provide. */
const HANDLERS = [
  __dirname,
  ...readdirSync(USE_CASES).map((name) => join(USE_CASES, name)),
].flatMap(loadHandlers);

function compile(providers: typeof HANDLERS): Promise<TestingModule> {
  const module = Test.createTestingModule({ imports: [DiscoveryModule], providers });
  // What they work with is not looked at.
  return module.useMocker(() => ({})).compile();
}

describe('the handlers of the worker', () => {
  it('are found by the names of their files, one for every queue of the topology (I11)', async () => {
    const module = await compile(HANDLERS);
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
    const module = await compile(HANDLERS.filter(({ name }) => name !== 'EtlHandler'));
    const finder = new HandlerFinder(
      module.get(DiscoveryService),
      module.get(MetadataScanner),
      topology,
      new ConsumingConfig(),
    );
    expect(() => finder.findAll()).toThrow("queue 'etl.jobs' has no handler");
  });
});
