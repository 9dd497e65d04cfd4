// @ts-check
'use strict';

const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const INVARIANTS = join('docs', 'invariants.md');
const LINK = /\[([^\]]+)\]\(([^)#\s]+)(#[^)\s]*)?\)/g;

/** One of a list, which begins with its link. */
const ENTRY = /^- \[[^\]]+\]\(([^)#\s]+)[^)]*\).*\n/gm;

/**
 * The pages that are left no longer lead to what is gone: of such a link its words stay, unless it begins
 * the entry of a list, and a table names no spec that is not there. The README is another one, so links to
 * its headings lead to the page.
 * @param {string} root
 */
function editDocuments(root) {
  for (const page of listPages(root)) {
    const text = readFileSync(join(root, page), 'utf8');
    const exists = (/** @type {string} */ path) => existsSync(join(root, path));
    const isGone = (/** @type {string} */ target) =>
      !/^https?:/.test(target) && !exists(join(dirname(page), target));
    const listed = text.replace(ENTRY, (entry, target) => (isGone(target) ? '' : entry));
    const edited = listed.replace(LINK, (link, words, target, heading) => {
      if (isGone(target)) return words;
      const isReadme = join(dirname(page), target) === 'README.md';
      return heading && isReadme ? `[${words}](${target})` : link;
    });
    const kept = page === INVARIANTS ? dropSpecs(edited, exists) : edited;
    if (kept !== text) writeFileSync(join(root, page), kept);
  }
}

/** @param {string} text @param {(path: string) => boolean} exists */
function dropSpecs(text, exists) {
  return text.replace(/(?:`[^`|]+spec\.ts`(?:, )?)+/g, (names) =>
    names
      .split(', ')
      .filter((name) => exists(name.replaceAll('`', '')))
      .join(', '),
  );
}

/** @param {string} root @returns {string[]} */
function listPages(root) {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...readdirSync(root), ...docs.map((name) => join('docs', name))].filter((name) =>
    name.endsWith('.md'),
  );
}

module.exports = { editDocuments };
