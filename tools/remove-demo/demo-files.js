// @ts-check
'use strict';

/** What is gone without the demo: its events and handlers, and the tests and pages that speak of them. */
const DEMO_FILES = [
  'libs/contracts/src',
  'apps/worker/src/use-cases',
  'apps/worker/src/commands/command-handlers.spec.ts',
  'apps/worker/src/commands/handlers.spec.ts',
  'apps/worker/src/commands/payments.handler.ts',
  'apps/worker/src/commands/quotes.handler.ts',
  'apps/worker/src/commands/reports.handler.ts',
  'apps/worker/src/handlers/audit.handler.ts',
  'apps/worker/src/handlers/logs.handler.ts',
  'apps/worker/src/handlers/mensajes.handler.ts',
  'apps/worker/src/worker.module.spec.ts',
  'apps/worker/src/messages/hostile-records.spec.ts',
  'apps/gateway/src/rpc/check-data.spec.ts',
  'test/system',
  'test/prove',
  'bench',
  'test/unit/fault-matrix.spec.ts',
  'test/unit/fit-answer.spec.ts',
  'test/unit/readme.spec.ts',
  'test/unit/recipes.spec.ts',
  'test/unit/use-cases.spec.ts',
  'test/package/remove-demo.e2e-spec.ts',
  'docs/use-cases',
  'docs/proving.md',
  'README.es.md',
  'tools/remove-demo',
  'tools/remove-demo.js',
];

module.exports = { DEMO_FILES };
