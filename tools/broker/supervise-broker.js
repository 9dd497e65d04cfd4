// @ts-check
'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { describeExit, nextRestartDelay } = require('../run/restart-delay');
const { startPrivateBroker } = require('./private-broker');

/**
 * @typedef {object} SupervisedBroker
 * @property {import('./private-broker').PrivateBroker} broker
 * @property {() => Promise<void>} stop ends the broker and the supervision
 * @property {() => void} killNow for when there is no time for stop(); may lose what is not yet on disk
 */

/**
 * Starts the private broker and starts it again, with the same ports, whenever it dies by itself.
 * @param {string} dataDir
 * @param {(line: string) => void} say
 * @returns {Promise<SupervisedBroker>}
 */
async function superviseBroker(dataDir, say) {
  const stopping = new AbortController();
  let revival = Promise.resolve();
  let delayMs = 0;
  let aliveSince = Date.now();

  /** @param {string} reason */
  const revive = async (reason) => {
    let problem = `RabbitMQ ended by itself (${reason})`;
    while (!stopping.signal.aborted) {
      delayMs = nextRestartDelay(delayMs, Date.now() - aliveSince);
      say(`! ${problem}. Starting it again in ${delayMs / 1_000} s.`);
      await pause(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        aliveSince = Date.now();
        await broker.restart();
        say('RabbitMQ is back, on the same ports and with its data.');
        return;
      } catch (error) {
        const [reason] = /** @type {Error} */ (error).message.split('\n');
        problem = `RabbitMQ did not start: ${reason} Its log is ${broker.logFile}`;
      }
    }
  };

  const broker = await startPrivateBroker({
    dataDir,
    onExit: (exit) => {
      revival = revive(describeExit(exit));
    },
  });
  return {
    broker,
    async stop() {
      stopping.abort();
      await broker.stop();
      await revival;
    },
    killNow() {
      stopping.abort();
      broker.kill('SIGKILL');
    },
  };
}

module.exports = { superviseBroker };
