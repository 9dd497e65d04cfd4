// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { linkSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');
const { isSameProcess, noteProcess } = require('./read-process');

const POLL_MS = 100;

/**
 * Claims a file for this process and waits while another living process holds it. The claim of a
 * process that was killed ends with it.
 * @param {string} file in a folder that exists
 * @param {() => void} [whileHeld] called each time that another holder is found; may throw to give up
 * @returns {Promise<() => void>} gives the claim back
 */
async function claimFile(file, whileHeld = () => undefined) {
  const own = `${file}.${randomUUID()}`;
  const note = JSON.stringify({ ...noteProcess(process.pid), own });
  writeFileSync(own, note);
  try {
    // Linked and not written: from the first moment it names its holder.
    while (!tryLink(own, file)) {
      if (removeStale(file, `${own}.stale`)) continue;
      whileHeld();
      await pause(POLL_MS);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return () => {
    // Two that removed one stale claim at once may both hold it: neither takes the other's away.
    if (readText(file) === note) rmSync(file, { force: true });
  };
}

/** @param {string} from @param {string} to @returns {boolean} false when `to` exists */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file @param {string} aside @returns {boolean} false when a living process holds it */
function removeStale(file, aside) {
  if (isHeld(file)) return false;
  try {
    renameSync(file, aside);
  } catch {
    return true; // It was given back meanwhile.
  }
  // Another process may have removed the stale one first: its own claim goes back.
  if (isHeld(aside)) tryLink(aside, file);
  rmSync(aside, { force: true });
  return true;
}

/** @param {string} file @returns {string | undefined} */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function isHeld(file) {
  try {
    return isSameProcess(JSON.parse(readText(file) ?? ''));
  } catch {
    return false;
  }
}

module.exports = { claimFile };
