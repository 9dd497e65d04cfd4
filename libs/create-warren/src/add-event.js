// @ts-check
'use strict';

const { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { describeEvent, findLayout } = require('./describe-event');
const { addEntry, insertImport, requireImport } = require('./edit-source');
const { Refusal } = require('./refusal');
const { writeDto, writeEntry, writeHandler, writeSpec } = require('./write-event');

/**
 * Adds an event to an application: its DTO, its entry in the topology, its handler and a spec.
 * @param {string} root the folder of the application
 * @param {string} name as `orders.shipped`: the queue's name and its routing key
 * @returns {Promise<string[]>} the files that are new or changed
 * @throws {Refusal} nothing was written
 */
async function addEvent(root, name) {
  const layout = findLayout(root);
  const event = describeEvent(name, layout);
  const written = new Map([
    [event.files.dto, writeDto(event, layout)],
    [event.files.handler, writeHandler(event, layout)],
    [event.files.spec, writeSpec(event)],
  ]);
  for (const file of written.keys()) {
    if (existsSync(join(root, file))) throw new Refusal(`${file} exists already: it is kept.`);
  }
  const sources = new Map(
    [layout.topology, layout.module].map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );
  /** @param {string} file */
  const read = (file) => (sources.get(file) ?? '').replaceAll('\r\n', '\n');
  written.set(layout.topology, addToTopology(read(layout.topology), event, layout));
  written.set(layout.module, addToModule(read(layout.module), event, layout));
  const format = await findFormatter(root);
  const [topology = ''] = sources.values();
  for (const [file, text] of written) {
    const formatted = (await format(text, join(root, file))).replaceAll('\r\n', '\n');
    const isCrlf = (sources.get(file) ?? topology).includes('\r\n');
    written.set(file, isCrlf ? formatted.replaceAll('\n', '\r\n') : formatted);
  }
  writeAll(root, written, sources);
  return [...written.keys()];
}

/**
 * Writes all of them, or leaves all as they were.
 * @param {string} root
 * @param {Map<string, string>} texts
 * @param {Map<string, string>} before the texts of those that are there
 */
function writeAll(root, texts, before) {
  try {
    for (const [file, text] of texts) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
  } catch (error) {
    for (const file of texts.keys()) {
      const text = before.get(file);
      if (text === undefined) rmSync(join(root, file), { force: true });
      else if (readFileSync(join(root, file), 'utf8') !== text) {
        writeFileSync(join(root, file), text);
      }
    }
    throw error;
  }
}

/**
 * @param {string} text
 * @param {import('./describe-event').EventNames} event
 * @param {import('./describe-event').Layout} layout
 */
function addToTopology(text, event, { topology: file }) {
  if (text.includes(`queue('${event.name}'`) || new RegExp(`^ *${event.key}:`, 'm').test(text)) {
    throw new Refusal(`${file} has a queue ${event.name} already: it is kept.`);
  }
  for (const word of ['after', 'bind', 'queue']) requireImport(file, text, word);
  if (!/^ *topic: exchange\(/m.test(text)) {
    throw new Refusal(`${file} declares no exchange as 'topic:': add one, which events go to.`);
  }
  const ending = { last: '\n', other: '' };
  const withEntry = addEntry(file, text, 'export const queues = {', writeEntry(event), ending);
  return insertImport(withEntry, `import { ${event.dto} } from '../events/${event.base}.dto';`);
}

/**
 * @param {string} text
 * @param {import('./describe-event').EventNames} event
 * @param {import('./describe-event').Layout} layout
 */
function addToModule(text, event, { module: file }) {
  const withEntry = addEntry(file, text, 'providers: [', event.handler, { last: '', other: ', ' });
  return insertImport(withEntry, `import { ${event.handler} } from './${event.base}.handler';`);
}

/**
 * The application's own prettier; where it has none, the text is left as it is.
 * @param {string} root
 * @returns {Promise<(text: string, file: string) => Promise<string>>}
 */
async function findFormatter(root) {
  let prettier;
  try {
    prettier = require(require.resolve('prettier', { paths: [root] }));
  } catch {
    return (text) => Promise.resolve(text);
  }
  return async (text, file) =>
    prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
}

module.exports = { addEvent };
