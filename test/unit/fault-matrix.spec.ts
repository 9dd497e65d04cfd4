import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './find-config-classes';
import { readMarkdown } from './read-markdown';

describe('the fault matrix in docs/message-loss.md', () => {
  const rows = readMarkdown('docs/message-loss.md').rows.filter(([id]) =>
    /^[\d, ]+$/.test(id ?? ''),
  );

  it('lists its rows in order, each once', () => {
    const numbers = rows.flatMap(([ids = '']) => ids.split(', ').map(Number));
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  });

  it.each(rows)('names specs with tests that carry row %s', (...row) => {
    const [ids = '', , , tests = ''] = row;
    const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect(named).not.toEqual([]);
    for (const id of ids.split(', ')) {
      expect(named.filter((file) => !carries(file, id))).toEqual([]);
    }
  });

  /** The titles of tests name the rows they carry: `row 9: ...`, `rows 1 and 2: ...`, `... (row 9)`. */
  function carries(file: string, row: string): boolean {
    const title = new RegExp(`['"\`][^\\n]*\\brows? (\\d+ and )?${row}\\b[^\\n]*['"\`]`);
    return title.test(readFileSync(join(ROOT, file), 'utf8'));
  }
});
