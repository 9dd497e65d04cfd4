import { Test, type TestingModule } from '@nestjs/testing';
import { queues, topology } from '@warren/contracts';
import { HandlerFinder, Handles } from '@warren/messaging';
import { LogsHandler } from './handlers/logs.handler';
import { WorkerModule } from './worker.module';

/** The worker as it is, and never started: no broker is asked. */
function compile(providers: object[] = []): Promise<TestingModule> {
  const module = { imports: [WorkerModule.forRoot()], providers: providers as never[] };
  return Test.createTestingModule(module).compile();
}

const findAll = (module: TestingModule): ReturnType<HandlerFinder['findAll']> =>
  module.get(HandlerFinder, { strict: false }).findAll();

describe('the handlers of the worker', () => {
  it('are one for every queue of the topology (I11)', async () => {
    const found = findAll(await compile());
    expect(found.map(({ queue }) => queue.name).sort()).toEqual(
      topology.queues.map(({ name }) => name).sort(),
    );
    expect(found.find(({ queue }) => queue === queues.etlJobs)?.name).toBe('EtlHandler.run');
  });

  it('stop the boot when a queue has two (I11)', async () => {
    class Twin {
      @Handles(queues.etlJobs)
      run(): void {}
    }
    const module = await compile([Twin]);
    expect(() => findAll(module)).toThrow("queue 'etl.jobs' has 2 handlers");
  });

  it('leave the queue of one that is missing to other processes', async () => {
    const module = await Test.createTestingModule({ imports: [WorkerModule.forRoot()] })
      .overrideProvider(LogsHandler)
      .useValue({})
      .compile();
    const names = findAll(module).map(({ queue }) => queue.name);
    expect(names).not.toContain('logs.info');
    expect(names).toHaveLength(topology.queues.length - 3);
  });
});
