// @ts-check
'use strict';

const { Refusal } = require('./refusal');

const IMPORT = /^import [^;]+;\n/gm;

/**
 * Makes it the first of a list.
 * @param {string} file @param {string} text @param {string} start of the list
 * @param {string} entry @param {{ last: string, other: string }} ending by whether it is the last, too
 */
function addEntry(file, text, start, entry, { last, other }) {
  const [before, after, ...more] = text.split(start);
  if (after === undefined || more.length > 0) {
    throw new Refusal(`${file} must have the text '${start}' once: the event is added there.`);
  }
  return `${before}${start}${entry}${/^[\]}]/.test(after) ? last : other}${after}`;
}

/** Adds it after the imports that are there. @param {string} text @param {string} line */
function insertImport(text, line) {
  const last = [...text.matchAll(IMPORT)].at(-1);
  const end = last ? last.index + last[0].length : 0;
  return `${text.slice(0, end)}${line}\n${text.slice(end)}`;
}

/** @param {string} file @param {string} text @param {string} word @throws {Refusal} */
function requireImport(file, text, word) {
  const imported = (text.match(IMPORT) ?? []).some((each) =>
    new RegExp(`\\b${word}\\b`).test(each),
  );
  if (!imported) {
    throw new Refusal(`${file} does not import '${word}': add it to what it imports of Warren.`);
  }
}

module.exports = { addEntry, insertImport, requireImport };
