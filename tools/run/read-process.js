// @ts-check
'use strict';

const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');

/**
 * @typedef {object} ProcessFacts
 * @property {string} startedAt distinguishes two processes that were given the same pid
 * @property {string} command the command line, arguments parted by spaces
 */

/**
 * What is known of a living process. A zombie counts as gone: it holds no port and no file.
 * @param {number} pid
 * @returns {ProcessFacts | undefined} undefined when no such process lives
 */
function readProcess(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? readFromProc(pid) : readFromPs(pid);
}

/** @param {number} pid @returns {ProcessFacts | undefined} */
function readFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { startedAt: `${readBootId()}/${fields[19]}`, command };
  } catch {
    return undefined;
  }
}

/** Start times count from boot, so they repeat after one. */
function readBootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown-boot';
  }
}

/** @param {number} pid @returns {ProcessFacts | undefined} */
function readFromPs(pid) {
  if (process.platform === 'win32') return undefined;
  try {
    const line = execFileSync('ps', ['-ww', '-o', 'stat=,lstart=,args=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
    const match = /^(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
    if (!match || (match[1] ?? '').startsWith('Z')) return undefined;
    return { startedAt: match[2] ?? '', command: match[3] ?? '' };
  } catch {
    return undefined;
  }
}

/** @typedef {{ pid: number, startedAt: string }} NotedProcess enough to know a process again */

/** @param {number} pid @returns {NotedProcess} */
function noteProcess(pid) {
  return { pid, startedAt: readProcess(pid)?.startedAt ?? 'gone' };
}

/**
 * True when the pid still belongs to the process that was noted down, not to a later one.
 * @param {NotedProcess | undefined} noted
 */
function isSameProcess(noted) {
  return noted !== undefined && readProcess(noted.pid)?.startedAt === noted.startedAt;
}

module.exports = { readProcess, noteProcess, isSameProcess };
