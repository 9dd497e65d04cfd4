import { findConfigClasses, describeVariables, type KnownVariable } from './find-config-classes';
import { codeIn, readMarkdown } from './read-markdown';

const english = readMarkdown('README.md');
const spanish = readMarkdown('README.es.md');

describe('the README in Spanish', () => {
  it('has the headings of the English one, level by level', () => {
    expect(spanish.levels).toEqual(english.levels);
  });

  it('has the same code blocks', () => {
    expect(spanish.blocks).toEqual(english.blocks);
  });

  it('has tables with the same number of rows and cells', () => {
    expect(spanish.rows.map((cells) => cells.length)).toEqual(
      english.rows.map((cells) => cells.length),
    );
  });

  it('links to the same files', () => {
    const others = (links: readonly string[]): string[] =>
      links
        .filter((link) => !/^README(\.es)?\.md$/.test(link))
        // Headings have other words, so other anchors; docs.spec.ts looks whether they are there.
        .map((link) => (link.startsWith('#') ? '#' : link));
    expect(others(spanish.links)).toEqual(others(english.links));
  });
});

describe.each([
  { language: 'English', readme: english, notSet: 'not set' },
  { language: 'Spanish', readme: spanish, notSet: 'sin definir' },
])('the configuration table in $language', ({ readme, notSet }) => {
  it('has every variable that the config classes read, with its default', async () => {
    const known = (await findConfigClasses()).flatMap(describeVariables);
    const shown = readme.rows
      .filter(([name]) => /^[A-Z][A-Z0-9_]+$/.test(codeIn(name) ?? ''))
      .map(([name, fallback]) => [codeIn(name), codeIn(fallback) ?? fallback]);
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(known.map((variable) => [variable.name, defaultOf(variable)])),
    );
  });

  function defaultOf({ fallback }: KnownVariable): string {
    return fallback === undefined ? notSet : String(fallback);
  }
});
