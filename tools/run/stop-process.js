// @ts-check
'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { readProcess } = require('./read-process');

/**
 * Sends a signal to a process, and to its process group when asked. A process that is already gone
 * is no error.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 * @param {{ group?: boolean }} [options]
 */
function sendSignal(pid, signal, { group = false } = {}) {
  try {
    process.kill(group && process.platform !== 'win32' ? -pid : pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends one of our own detached children with its process group: SIGTERM, then
 * SIGKILL once the grace is over. Resolves when it has exited; one that is gone already is no error.
 * @param {import('node:child_process').ChildProcess} child
 * @param {{ graceMs: number }} options 0 kills at once
 * @returns {Promise<{ forced: boolean }>}
 */
async function stopChild(child, { graceMs }) {
  const { pid } = child;
  if (pid === undefined || hasExited(child)) return { forced: false };
  const exited = new Promise((resolve) => child.once('exit', resolve));
  let forced = false;
  const timer = setTimeout(() => {
    forced = true;
    sendSignal(pid, 'SIGKILL', { group: true });
  }, graceMs);
  sendSignal(pid, 'SIGTERM', { group: true });
  // A stopped (SIGSTOP) process would keep the SIGTERM waiting for ever.
  sendSignal(pid, 'SIGCONT', { group: true });
  await exited;
  // Under a watcher the application itself is a grandchild, and takes longer than its parent.
  while (!forced && isGroupAlive(pid)) await pause(50);
  clearTimeout(timer);
  return { forced };
}

/**
 * Ends a process that some earlier run left behind. The caller has made sure whose it is.
 * @param {number} pid
 * @param {{ graceMs: number }} options
 */
async function stopStranger(pid, { graceMs }) {
  const deadline = Date.now() + graceMs;
  sendSignal(pid, 'SIGTERM');
  sendSignal(pid, 'SIGCONT');
  while (readProcess(pid) && Date.now() < deadline) await pause(100);
  if (!readProcess(pid)) return;
  sendSignal(pid, 'SIGKILL');
  while (readProcess(pid)) await pause(50);
}

/** @param {number} leader */
function isGroupAlive(leader) {
  try {
    return process.platform !== 'win32' && process.kill(-leader, 0);
  } catch {
    return false;
  }
}

/** @param {import('node:child_process').ChildProcess} child */
function hasExited(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

module.exports = { sendSignal, stopChild, stopStranger, hasExited };
