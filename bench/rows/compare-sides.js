// @ts-check
'use strict';

const { waitForQuiet } = require('../processes/wait-for-quiet');

/** More of the machine than this to strangers, and a round is taken again while patience lasts. */
const QUIET_SHARE = 0.1;

/** @typedef {import('./sample').Sample} Sample */

/**
 * @typedef {object} Side
 * @property {string} name
 * @property {() => Promise<unknown>} warmUp
 * @property {() => Promise<Sample>} measure
 */

/** @typedef {{ name: string, samples: Sample[] }} MeasuredSide one sample per round */

/**
 * Measures the sides in turn, round after round; the order turns around each time, so that neither
 * side always follows the other. A round that strangers disturbed is taken again while the row's
 * patience lasts, all sides of it; of its takes the least disturbed one counts. A take in which
 * something failed always counts.
 * @param {Side[]} sides
 * @param {{ plan: import('../plan').Plan, report: (text: string) => void }} options
 * @returns {Promise<MeasuredSide[]>} in the order of the sides
 */
async function compareSides(sides, { plan: { rounds, patienceMs }, report }) {
  const measured = sides.map(({ name }) => ({ name, samples: /** @type {Sample[]} */ ([]) }));
  for (const side of sides) {
    report(`warming up ${side.name}`);
    await side.warmUp();
  }
  let patienceEnds = Date.now() + patienceMs;
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = Date.now();
    const { samples, tookMs } = await takeUndisturbed(sides, {
      isReversed: round % 2 === 1,
      patienceEnds,
      report: (text) => report(`round ${round + 1} of ${rounds}, ${text}`),
    });
    // Only waiting and taking again use patience up.
    patienceEnds += Math.min(tookMs, Date.now() - startedAt);
    for (const [place, sample] of samples.entries()) measured[place]?.samples.push(sample);
  }
  return measured;
}

/**
 * @param {Side[]} sides
 * @param {{ isReversed: boolean, patienceEnds: number, report: (text: string) => void }} options
 * @returns {Promise<{ samples: Sample[], tookMs: number }>} `tookMs`: the take that counts
 */
async function takeUndisturbed(sides, { isReversed, patienceEnds, report }) {
  /** @type {{ samples: Sample[], tookMs: number, disturbance: number } | undefined} */
  let best;
  do {
    await waitForQuiet(QUIET_SHARE, patienceEnds, () => report('waiting for a quiet machine'));
    const startedAt = Date.now();
    const samples = await takeOnce(sides, isReversed, report);
    const disturbance = Math.max(...samples.map(({ strangersShare }) => strangersShare));
    const take = { samples, tookMs: Date.now() - startedAt, disturbance };
    if (samples.some(({ faults }) => faults.length > 0)) return take;
    if (best === undefined || disturbance < best.disturbance) best = take;
  } while (best.disturbance > QUIET_SHARE && Date.now() < patienceEnds);
  return best;
}

/** @param {Side[]} sides @param {boolean} isReversed @param {(text: string) => void} report */
async function takeOnce(sides, isReversed, report) {
  /** @type {Sample[]} */
  const samples = [];
  const places = [...sides.keys()];
  for (const place of isReversed ? places.reverse() : places) {
    const side = /** @type {Side} */ (sides[place]);
    report(side.name);
    samples[place] = await side.measure();
  }
  return samples;
}

/** @param {MeasuredSide | undefined} side */
function ratesOf(side) {
  return (side?.samples ?? []).map(({ perSecond }) => perSecond);
}

module.exports = { QUIET_SHARE, compareSides, ratesOf };
