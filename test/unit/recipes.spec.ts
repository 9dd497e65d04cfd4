import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './find-config-classes';

const TOPOLOGY = 'libs/contracts/src/topology/topology.ts';

describe('the recipe for a new event', () => {
  const files = readRecipe(readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8'));

  it('adds one event, one handler and its spec, and changes nothing but the topology', () => {
    expect([...files.keys()].sort()).toEqual([
      'apps/worker/src/handlers/invoices.handler.spec.ts',
      'apps/worker/src/handlers/invoices.handler.ts',
      'libs/contracts/src/events/invoice.dto.ts',
      TOPOLOGY,
    ]);
  });

  it('compiles with the code as it is now', () => {
    expect(findTypeErrors(files)).toEqual([]);
  });
});

describe("the README's event of one's own", () => {
  it('is two files and two lines of the topology, and compiles with the code as it is now', () => {
    const files = readRecipe(readFileSync(join(ROOT, 'README.md'), 'utf8'));
    expect([...files.keys()].sort()).toEqual([
      'apps/worker/src/handlers/tickets.handler.ts',
      'libs/contracts/src/events/ticket.dto.ts',
      TOPOLOGY,
    ]);
    expect(findTypeErrors(files)).toEqual([]);
  });
});

/** The files of the recipe with their new content: each block stands under the path it goes to. */
function readRecipe(text: string): Map<string, string> {
  const files = new Map<string, string>();
  let path = '';
  for (const [, named, block] of text.matchAll(
    /`((?:apps|libs)\/[\w./]+\.ts)`|^```ts\n(.*?)^```$/gms,
  )) {
    if (named !== undefined) path = named;
    else if (path === TOPOLOGY) files.set(path, addToTopology(files.get(path), block ?? ''));
    else files.set(path, block ?? '');
  }
  return files;
}

/** Whoever follows the recipe word by word has the lines already; then they are not added again. */
function addToTopology(before = readFileSync(join(ROOT, TOPOLOGY), 'utf8'), block: string): string {
  const [firstLine = ''] = block.split('\n');
  if (before.includes(firstLine)) return before;
  return block.startsWith('import ')
    ? `${block}${before}`
    : before.replace('export const queues = {', (start) => `${start}\n${block}`);
}

/** Compiles the files without writing them, and gives what the compiler has to say about each. */
function findTypeErrors(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT);
  const overlay = new Map([...files].map(([path, text]) => [join(ROOT, path), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => overlay.has(file) || fileExists(file);
  host.readFile = (file) => overlay.get(file) ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = overlay.get(file);
    return text === undefined
      ? getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...overlay.keys()], options, host);
  return [...overlay.keys()]
    .flatMap((file) => program.getSemanticDiagnostics(program.getSourceFile(file)))
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
}
