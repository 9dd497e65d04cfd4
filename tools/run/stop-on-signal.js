// @ts-check
'use strict';

/**
 * npm passes on the Ctrl-C that the terminal has already sent to the whole group, so one press
 * arrives twice: only a signal that comes later is a second press.
 */
const SAME_PRESS_MS = 700;

/**
 * Runs the stop once, on Ctrl-C, SIGTERM, or when the terminal closes, and exits 0 after it. A
 * second press runs `killAll` and exits at once.
 * @param {object} actions
 * @param {() => Promise<void>} actions.stop
 * @param {() => void} actions.killAll
 * @param {(line: string) => void} actions.say
 */
function stopOnSignal({ stop, killAll, say }) {
  let firstAt = 0;
  /** @param {NodeJS.Signals} signal */
  const onSignal = async (signal) => {
    if (firstAt > 0) {
      if (Date.now() - firstAt < SAME_PRESS_MS) return;
      killAll();
      process.exit(1);
    }
    firstAt = Date.now();
    say(`Stopping (${signal}). Press Ctrl-C again to kill everything at once.`);
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      say(`! ${/** @type {Error} */ (error).message}`);
      killAll();
      process.exit(1);
    }
  };
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, onSignal);
  }
}

module.exports = { stopOnSignal };
