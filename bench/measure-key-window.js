// @ts-check
'use strict';

// How often an event is handled twice when one Idempotency-Key is sent to two gateways, by how much
// later the second request begins. Wants two gateways and two workers that nothing else uses:
//
//   node bench/measure-key-window.js http://gateway:8000,http://other:8000 http://worker:8001,http://other:8001

const { setTimeout: wait } = require('node:timers/promises');

const COUNT = 500;
const AT_ONCE = 8;
const GAPS_MS = [0, 2, 5, 10, 20, 50, 100];

const [gateways = [], workers = []] = process.argv.slice(2).map((list) => list.split(','));

/** How many events of `mensajes` the handlers of all workers were done with. */
async function countProcessed() {
  const counts = await Promise.all(
    workers.map(async (worker) => {
      const answer = await fetch(`${worker}/consumers`);
      const consumers =
        /** @type {{ queue: string, counts: { processed: number, duplicates: number } }[]} */ (
          await answer.json()
        );
      const own = consumers.find(({ queue }) => queue === 'mensajes')?.counts;
      return [own?.processed ?? 0, own?.duplicates ?? 0];
    }),
  );
  return counts.reduce(([sum, known], [each, more]) => [sum + each, known + more], [0, 0]);
}

/** @param {string | undefined} gateway @param {string} key */
async function publish(gateway, key) {
  const answer = await fetch(`${gateway}/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ id: key, tipo: 'WINDOW', payload: {} }),
  });
  if (answer.status !== 202) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
}

/** @param {number} gapMs @returns {Promise<number>} how many were handled twice */
async function measure(gapMs) {
  const [before = 0, knownBefore = 0] = await countProcessed();
  const keys = Array.from({ length: COUNT }, (_, n) => `window-${gapMs}-${Date.now()}-${n}`);
  const remaining = keys.values();
  const lane = async () => {
    for (const key of remaining) {
      const second = wait(gapMs).then(() => publish(gateways[1], key));
      await Promise.all([publish(gateways[0], key), second]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  for (;;) {
    const [processed = 0, known = 0] = await countProcessed();
    const twice = processed - before - COUNT;
    // Each of the two copies was either handled or known.
    if (processed - before + known - knownBefore >= 2 * COUNT) return twice;
    await wait(200);
  }
}

async function main() {
  for (const gapMs of GAPS_MS) {
    const twice = await measure(gapMs);
    const share = ((100 * twice) / COUNT).toFixed(1);
    console.log(`${gapMs} ms later: ${twice} of ${COUNT} handled twice (${share} %)`);
  }
}

void main();
