import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { golden } from '@warren/testing';
import ts from 'typescript';

describe('the package', () => {
  it('exports the values and types that are committed, and nothing else', () => {
    const paths = { '': 'index', '/contracts': 'contracts', '/testing': 'testing' };
    const names = Object.entries(paths)
      .map(([path, file]) => [`@warren/nestjs${path}`, ...listExports(`${file}.ts`)])
      .map((lines) => `${lines.join('\n  ')}\n`)
      .join('\n');
    expect(names).toBe(golden('libs/nestjs/exports.txt', names));
  });
});

/** The values, then the types, of a file that exports each by its name. */
function listExports(file: string): string[] {
  const text = readFileSync(join(__dirname, file), 'utf8');
  const { statements } = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const names = statements.flatMap((each) => {
    const clause = ts.isExportDeclaration(each) ? each.exportClause : undefined;
    if (clause === undefined || !ts.isNamedExports(clause)) throw new Error(`${file}: unnamed`);
    const isType = (each as ts.ExportDeclaration).isTypeOnly;
    return clause.elements.map(({ isTypeOnly, name }) =>
      isTypeOnly || isType ? `type ${name.text}` : name.text,
    );
  });
  const [values, types] = [false, true].map((isType) =>
    names.filter((name) => name.startsWith('type ') === isType).sort(),
  );
  return [...(values ?? []), ...(types ?? [])];
}
