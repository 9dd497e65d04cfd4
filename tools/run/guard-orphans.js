// @ts-check
'use strict';

const { spawn } = require('node:child_process');

/**
 * The pipe to this shell closes when we die, however we die: then it ends what we left behind. A
 * line on the pipe means that nothing is left to guard.
 */
const GUARD = `
read -r _ && exit 0
grace=$1; shift
for pid; do kill -TERM "-$pid" 2>/dev/null; done
waited=0
for pid; do
  while kill -0 "-$pid" 2>/dev/null && [ "$waited" -lt "$grace" ]; do sleep 1; waited=$((waited + 1)); done
  kill -KILL "-$pid" 2>/dev/null
done`;

/**
 * Makes sure that these processes do not outlive this one, even when it dies by SIGKILL and cannot
 * stop them itself. Does nothing on Windows.
 * @param {number[]} pids leaders of process groups of their own (started with `detached`)
 * @param {{ graceSeconds: number }} options how long they have between SIGTERM and SIGKILL
 * @returns {() => void} call it when they have ended: pids are used again, and a guard that is never
 *   released would end a stranger
 */
function guardOrphans(pids, { graceSeconds }) {
  if (process.platform === 'win32') return () => undefined;
  const guard = spawn('sh', ['-c', GUARD, 'guard', String(graceSeconds), ...pids.map(String)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  guard.unref();
  /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (guard.stdin)).unref();
  return () => guard.stdin.end('released\n');
}

module.exports = { guardOrphans };
