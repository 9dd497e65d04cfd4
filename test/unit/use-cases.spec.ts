import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './find-config-classes';
import { readMarkdown } from './read-markdown';

describe('docs/use-cases/README.md', () => {
  it('links to the page of every use case', () => {
    const pages = readdirSync(join(ROOT, 'docs/use-cases')).filter((name) => name !== 'README.md');
    expect(readMarkdown('docs/use-cases/README.md').links).toEqual(expect.arrayContaining(pages));
  });

  it('has a page for every use case of the worker', () => {
    const slices = readdirSync(join(ROOT, 'apps/worker/src/use-cases'));
    const pages = readdirSync(join(ROOT, 'docs/use-cases'));
    expect(pages).toEqual(expect.arrayContaining(slices.map((name) => `${name}.md`)));
  });
});
