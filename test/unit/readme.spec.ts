import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConsumingConfig,
  DeadLettersConfig,
  JournalConfig,
  ManagementConfig,
  MessagingConfig,
  type WarrenOptions,
} from '@warren/messaging';
import type { ConfigClass } from '@warren/platform';
import { getMetadataStorage } from 'class-validator';
import {
  describeVariables,
  findConfigClasses,
  ROOT,
  type KnownVariable,
} from './find-config-classes';
import { codeIn, readMarkdown } from './read-markdown';

const TRANSLATED = ['README', 'docs/first-event', 'docs/from-fastapi'];
const MAX_README_LINES = 150;

describe.each(TRANSLATED)('%s.es.md', (page) => {
  const english = readMarkdown(`${page}.md`);
  const spanish = readMarkdown(`${page}.es.md`);

  it('has the headings of the English page, level by level', () => {
    expect(spanish.levels).toEqual(english.levels);
  });

  it('has the same code blocks', () => {
    expect(english.blocks).not.toEqual([]);
    expect(spanish.blocks).toEqual(english.blocks);
  });

  it('has tables with the same number of rows and cells', () => {
    expect(spanish.rows.map((cells) => cells.length)).toEqual(
      english.rows.map((cells) => cells.length),
    );
  });

  it('links to the same files, in Spanish where there is one', () => {
    const inSpanish = english.links.map((link) =>
      TRANSLATED.some((each) => join('docs', link) === `${each}.md` || link === `${each}.md`)
        ? link.replace(/\.md$/, '.es.md')
        : link,
    );
    const others = (links: readonly string[]): string[] =>
      links.filter((link) => !/^README(\.es)?\.md$/.test(link));
    expect(others(spanish.links)).toEqual(others(inSpanish));
  });
});

describe.each(['README.md', 'README.es.md'])('%s', (page) => {
  it('is one page', () => {
    const lines = readFileSync(join(ROOT, page), 'utf8').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(MAX_README_LINES);
  });
});

describe('docs/README.md', () => {
  const { links } = readMarkdown('docs/README.md');

  it('lists every page in docs/, and the folders of pages', () => {
    const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
    expect(pages.filter((name) => name !== 'README.md' && !links.includes(name))).toEqual([]);
    expect(links).toEqual(expect.arrayContaining(['adr', 'use-cases/README.md']));
  });
});

describe('the table in docs/configuration.md', () => {
  const { rows } = readMarkdown('docs/configuration.md');

  it('has every variable that the config classes read, with its default', async () => {
    const known = (await findConfigClasses()).flatMap(describeVariables);
    const shown = rows
      .filter(([name]) => /^[A-Z][A-Z0-9_]+$/.test(codeIn(name) ?? ''))
      .map(([name, fallback]) => [codeIn(name), codeIn(fallback) ?? fallback]);
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(known.map((variable) => [variable.name, defaultOf(variable)])),
    );
  });

  function defaultOf({ fallback }: KnownVariable): string {
    return fallback === undefined ? 'not set' : String(fallback);
  }
});

describe('the table of options in docs/library.md', () => {
  it('has every option of WarrenModule, with its default', () => {
    const parts = {
      connection: MessagingConfig,
      consuming: ConsumingConfig,
      journal: JournalConfig,
      deadLetters: DeadLettersConfig,
      management: ManagementConfig,
    } satisfies { [Part in keyof Omit<WarrenOptions, 'topology' | 'hooks'>]-?: ConfigClass };
    const known = Object.entries(parts).flatMap(([part, config]) => {
      const defaults = new config() as Record<string, KnownVariable['fallback'] | boolean>;
      const options = getMetadataStorage().getTargetValidationMetadatas(config, '', false, false);
      return options.map(({ propertyName: name }) => [
        `${part}.${name}`,
        String(defaults[name] ?? 'not set'),
      ]);
    });
    const shown = readMarkdown('docs/library.md')
      .rows.filter(([name]) => /^`[a-z]+\.[a-z]+`$/i.test(name ?? ''))
      .map(([name, fallback]) => [codeIn(name), codeIn(fallback) ?? fallback]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(known));
  });
});
