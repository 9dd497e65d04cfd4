// @ts-check
'use strict';

require('reflect-metadata');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { serveRequests } = require('../processes/serve-requests');
const { ConsumptionCount } = require('./count-consumption');
const { chooseJournal } = require('./journals/choose-journal');

const LIBS = join(__dirname, '..', '..', 'dist', 'apps', 'worker', 'libs');
/** @param {string} path */
const requireBuilt = (path) => require(join(LIBS, path));

const PREFETCH = 300;

/** @type {ConsumptionCount | undefined} */
let count;

/**
 * A Nest application around the worker's own modules out of the built library: configuration, logs,
 * readiness and consuming, with the journal that BENCH_JOURNAL names. What the worker has beyond that
 * is left out: HTTP and the views of the journal.
 */
function createWorkerModule() {
  const { topology } = requireBuilt('contracts/src');
  const messaging = requireBuilt('messaging/src');
  const platform = requireBuilt('platform/src');
  const { LoggingConfig, LoggingModule } = requireBuilt('http/src');
  const { ConsumingModule, Journal, JournalModule, MessagingConfig, WarrenModule } = messaging;

  const journal = chooseJournal(process.env['BENCH_JOURNAL'] ?? 'off', Journal) ?? JournalModule;
  const imports = Reflect.getMetadata('imports', ConsumingModule).map(
    (/** @type {unknown} */ each) => (each === JournalModule ? journal : each),
  );
  Reflect.defineMetadata('imports', imports, ConsumingModule);

  // The library has the handler of the schedule's queue.
  const queues = topology.queues.filter(
    (/** @type {{ name: string }} */ { name }) => name !== topology.schedule.queue,
  );
  const handlers = queues.map((/** @type {{ batch?: object }} */ queue) => {
    class NoOpHandler {
      /** @param {{ id: string }} event */
      handle({ id }) {
        count?.add(id);
      }
    }
    const method = Object.getOwnPropertyDescriptor(NoOpHandler.prototype, 'handle');
    const mark = queue.batch ? messaging.HandlesBatch : messaging.Handles;
    mark(queue)(NoOpHandler.prototype, 'handle', method);
    return { provide: Symbol('handler'), useClass: NoOpHandler };
  });

  const [logging, connection] = platform.loadConfigs(
    [LoggingConfig, MessagingConfig],
    process.env,
    'bench',
  );
  class BenchWorkerModule {}
  Module({
    imports: [
      platform.ConfigModule.forRoot(logging),
      WarrenModule.forRoot({ topology, connection }),
      LoggingModule.forRoot('worker'),
      ConsumingModule,
    ],
    providers: handlers,
  })(BenchWorkerModule);
  return BenchWorkerModule;
}

async function prepare() {
  const { ConsumerOperations } = requireBuilt('messaging/src');
  const { Readiness } = requireBuilt('platform/src');
  const { AppLogger } = requireBuilt('http/src');
  const app = await NestFactory.createApplicationContext(createWorkerModule(), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(AppLogger));
  while (!app.get(Readiness).report().ready) await pause(50);
  const operations = app.get(ConsumerOperations);
  await operations.pause('mensajes');
  await operations.setPrefetch('mensajes', PREFETCH);
  return {
    consume: async (/** @type {import('./count-consumption').ConsumptionPlan} */ plan) => {
      const failedBefore = countFailures(operations);
      count = new ConsumptionCount(plan);
      await operations.resume('mensajes');
      await count.all;
      await operations.pause('mensajes');
      // What was handled last may still wait for its record, and so for its ack.
      while (isBusy(operations)) await pause(10);
      return { ...count.result(), failed: countFailures(operations) - failedBefore };
    },
  };
}

/** @param {{ list(): { counts: { duplicates: number, retried: number, deadLettered: number } }[] }} operations */
function countFailures(operations) {
  return operations
    .list()
    .map(({ counts }) => counts.duplicates + counts.retried + counts.deadLettered)
    .reduce((sum, each) => sum + each, 0);
}

/** @param {{ list(): { inFlight: number }[] }} operations */
function isBusy(operations) {
  return operations.list().some(({ inFlight }) => inFlight > 0);
}

void serveRequests(prepare);
