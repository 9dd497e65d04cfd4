import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './find-config-classes';

/** What a Markdown file consists of, as far as the tests of the documents look at it. */
export interface MarkdownFile {
  /** The level of each heading, in order. */
  readonly levels: readonly number[];
  /** What a link puts behind `#` to lead to each heading, as GitHub makes it from the words. */
  readonly anchors: readonly string[];
  /** The code blocks with their language, in order. */
  readonly blocks: readonly string[];
  /** The cells of each row of its tables, without the lines under the heads. */
  readonly rows: readonly (readonly string[])[];
  /** Where its links lead, as they are written. */
  readonly links: readonly string[];
}

/** @param path from the root of the checkout. */
export function readMarkdown(path: string): MarkdownFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const prose = text.replace(/^```.*?^```$/gms, '');
  return {
    levels: [...prose.matchAll(/^(#+) /gm)].map(([, marks = '']) => marks.length),
    anchors: [...prose.matchAll(/^#+ (.*)$/gm)].map(([, words = '']) => toAnchor(words)),
    blocks: [...text.matchAll(/^```.*?^```$/gms)].map(([block]) => block),
    rows: [...prose.matchAll(/^\|(.*)\|$/gm)]
      .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
      .filter((cells) => !cells.every((cell) => /^-+$/.test(cell))),
    links: [...prose.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target),
  };
}

function toAnchor(words: string): string {
  return words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** What stands between backticks in a cell: `code`. `undefined` when the cell is something else. */
export function codeIn(cell = ''): string | undefined {
  return /^`([^`]*)`$/.exec(cell)?.[1];
}
