import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { problems } from '@warren/http';
import { ROOT } from './find-config-classes';
import { codeIn, readMarkdown } from './read-markdown';

const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

describe('the documents', () => {
  it.each(PAGES)('%s links to nothing that does not exist', (page) => {
    const files = readMarkdown(page)
      .links.filter((link) => !/^(https?:|#)/.test(link))
      .map((link) => join(dirname(page), link.replace(/#.*$/, '')));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it.each(PAGES)('%s links to no heading that does not exist', (page) => {
    const missing = readMarkdown(page).links.filter((link) => {
      const [, path = '', anchor] = /^(?!https?:)([^#]*)#(.+)$/.exec(link) ?? [];
      if (anchor === undefined) return false;
      const target = path === '' ? page : join(dirname(page), path);
      return !readMarkdown(target).anchors.includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it('list every problem code with its status', () => {
    const listed = readMarkdown('docs/problems.md')
      .rows.filter(([, status]) => /^\d{3}$/.test(status ?? ''))
      .map(([code, status]) => [codeIn(code), Number(status)]);
    expect(listed).toEqual(Object.entries(problems).map(([code, { status }]) => [code, status]));
  });
});

describe('docs/invariants.md', () => {
  const rows = readMarkdown('docs/invariants.md').rows.filter(([id]) => /^I\d+$/.test(id ?? ''));

  it('lists the invariants I1 to I17', () => {
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 17 }, (_, i) => `I${i + 1}`));
  });

  it.each(rows)(
    'names a spec with a test that carries %s, or says that there is none',
    (...row) => {
      const [id = '', , tests = ''] = row;
      const carriers = findSpecs(id);
      const named = [...tests.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      expect(carriers).toEqual(expect.arrayContaining(named));
      expect(tests === 'not yet').toBe(carriers.length === 0);
    },
  );

  /** The titles of tests name the invariants they carry: `(I9)`, or `(I4, I6)`. */
  function findSpecs(id: string): string[] {
    const title = new RegExp(`['"\`][^\\n]*\\((I\\d+, )*${id}(, I\\d+)*\\)[^\\n]*['"\`]`);
    return ['apps', 'libs', 'test']
      .flatMap((folder) =>
        readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('spec.ts'))
          .map((name) => join(folder, name)),
      )
      .filter((file) => title.test(readFileSync(join(ROOT, file), 'utf8')))
      .sort();
  }
});
