import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventClass } from '@warren/model';
import ts from 'typescript';
import { exampleOf } from '../../apps/gateway/src/publish/own-events';
import { ROOT } from './find-config-classes';
import { findTypeErrors } from './find-type-errors';

const TOPOLOGY = 'libs/contracts/src/topology/topology.ts';
const EVENT = 'libs/contracts/src/events/invoice.dto.ts';
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
  useDefineForClassFields: false,
};
const HANDLERS = 'apps/worker/src/handlers/handlers.module.ts';
/** The files that are changed, each with the beginning of the list that gets an entry. */
const CHANGED = new Map([
  [TOPOLOGY, 'export const queues = {'],
  [HANDLERS, 'providers: ['],
]);

describe('the recipe for a new event', () => {
  const files = readRecipe(readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8'));

  it('adds one event, one handler and its spec, and changes nothing but the topology and a module', () => {
    expect([...files.keys()].sort()).toEqual([
      HANDLERS,
      'apps/worker/src/handlers/invoices.handler.spec.ts',
      'apps/worker/src/handlers/invoices.handler.ts',
      EVENT,
      TOPOLOGY,
    ]);
  });

  it('compiles with the code as it is now', () => {
    expect(findTypeErrors(files)).toEqual([]);
  });

  it('has an event with an example in Swagger UI, which passes its checks', () => {
    const { outputText } = ts.transpileModule(files.get(EVENT) ?? '', { compilerOptions: OPTIONS });
    const { InvoiceIssuedDto: event } = runModule(outputText);
    if (event === undefined) throw new Error('the page names its class otherwise');
    expect(exampleOf({ event, queue: 'invoices.issued', routingKey: '' })).toMatchObject({
      tipo: 'INVOICE_ISSUED',
      payload: { total: 1, currency: 'EUR' },
    });
  });
});

describe('the tutorial for an event of your own', () => {
  it('is two files and two lines in two others, and compiles with the code as it is now', () => {
    const files = readRecipe(readFileSync(join(ROOT, 'docs/first-event.md'), 'utf8'));
    expect([...files.keys()].sort()).toEqual([
      HANDLERS,
      'apps/worker/src/handlers/tickets.handler.ts',
      'libs/contracts/src/events/ticket.dto.ts',
      TOPOLOGY,
    ]);
    expect(findTypeErrors(files)).toEqual([]);
  });
});

/** The event classes that a compiled file exports. */
function runModule(code: string): Record<string, EventClass> {
  const exported: Record<string, EventClass> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const run = new Function('exports', 'require', code) as (...given: unknown[]) => void;
  run(exported, require);
  return exported;
}

/** The files of the recipe with their new content: each block stands under the path it goes to. */
function readRecipe(text: string): Map<string, string> {
  const files = new Map<string, string>();
  let path = '';
  for (const [, named, block] of text.matchAll(
    /`((?:apps|libs)\/[\w./]+\.ts)`|^```ts\n(.*?)^```$/gms,
  )) {
    if (named !== undefined) path = named;
    else if (CHANGED.has(path)) files.set(path, addTo(path, files.get(path), block ?? ''));
    else files.set(path, block ?? '');
  }
  return files;
}

/** A reader who follows the recipe word by word has the lines already; they are not added twice. */
function addTo(path: string, earlier: string | undefined, block: string): string {
  const before = earlier ?? readFileSync(join(ROOT, path), 'utf8');
  const [firstLine = ''] = block.split('\n');
  if (before.includes(firstLine)) return before;
  return block.startsWith('import ')
    ? `${block}${before}`
    : before.replace(CHANGED.get(path) as string, (start) => `${start}\n${block}`);
}
