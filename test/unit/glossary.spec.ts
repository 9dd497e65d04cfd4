import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './find-config-classes';
import { readMarkdown } from './read-markdown';

const PAGE = 'docs/glossary.md';
/** How often one of the words below may stand in all files together. */
const MAX_EACH = 9;

const files = [
  ...readdirSync(ROOT),
  ...['apps', 'bench', 'docs', 'libs', 'test', 'tools'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(folder, name),
    ),
  ),
].filter((file) => /\.(ts|js|md)$/.test(file) && !/node_modules|glossary\.spec/.test(file));
const texts = new Map(files.map((file) => [file, read(file)]));

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** Letters alone: `Retry queue` stands for `retryQueue` and `retry-queue` too. */
function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}

describe('the glossary', () => {
  const terms = readMarkdown(PAGE)
    .rows.filter(([term]) => term !== 'Word')
    .map(([term = '', , link = '']) => ({ term, file: /\]\(\.\.\/(.+)\)$/.exec(link)?.[1] ?? '' }));

  it.each(terms)('owns $term in a file that is about it', ({ term, file }) => {
    expect(letters(texts.get(file) ?? '')).toContain(letters(term));
  });

  it.each(terms)('has $term, which other pages use', ({ term }) => {
    const word = new RegExp(`\\b${term}`, 'i');
    const pages = files.filter((file) => /^(docs\/|README\.md)/.test(file) && file !== PAGE);
    expect(pages.filter((page) => word.test(texts.get(page) ?? ''))).not.toEqual([]);
  });

  it('has each term once', () => {
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length);
    expect(terms.length).toBeGreaterThan(20);
  });
});

describe('the pages', () => {
  const records = read('libs/messaging/src/messages/journal-record.ts');
  const [, causes = ''] = /type DeadLetterCause = (.*);/.exec(records) ?? [];
  const kinds = [...records.matchAll(/readonly kind: '(.*)';/g)].map(([, kind = '']) => kind);
  const pages = files.filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== PAGE);
  const text = pages.map((page) => texts.get(page)).join('\n');

  it.each([...kinds, ...causes.split(' | ').map((each) => each.replaceAll("'", ''))])(
    'explain %s, a kind of record or a cause of a dead letter',
    (word) => {
      expect(word).not.toBe('');
      expect(text).toContain(`\`${word}\``);
    },
  );
});

describe('comments, pages, logs and names of tests', () => {
  it.each([
    ...['anew', 'any ?more', 'nobody', 'no one', 'so many', 'taken along'],
    ...['told', 'tells', 'whatever', 'whoever', 'made safe', 'is away'],
  ])('name the actor or the thing instead of "%s"', (word) => {
    const pattern = new RegExp(`\\b${word}\\b`, 'gi');
    const found = [...texts].flatMap(([file, text]) => [...text.matchAll(pattern)].map(() => file));
    expect(found.slice(MAX_EACH)).toEqual([]);
  });
});
