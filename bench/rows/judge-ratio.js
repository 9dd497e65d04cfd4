// @ts-check
'use strict';

/** @typedef {{ median: number, min: number, max: number }} Spread */
/** @typedef {{ atLeast?: number, atMost?: number }} Target */

/**
 * @typedef {object} Check
 * @property {string} what
 * @property {string} target
 * @property {Spread} value
 * @property {boolean} met whether the median meets the target
 */

/** @param {number[]} values @returns {Spread} */
function spreadOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? NaN;
  const high = sorted[Math.floor(middle)] ?? NaN;
  return { median: (low + high) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}

/**
 * Holds a figure of each round against a target.
 * @param {{ what: string, values: number[], target: Target }} question
 * @returns {Check}
 */
function judgeValues({ what, values, target: { atLeast, atMost } }) {
  const value = spreadOf(values);
  const met =
    (atLeast === undefined || value.median >= atLeast) &&
    (atMost === undefined || value.median <= atMost);
  return { what, target: atLeast === undefined ? `<= ${atMost}` : `>= ${atLeast}`, value, met };
}

/**
 * Compares two sides round by round: ours divided by the peer's.
 * @param {{ what: string, ours: number[], peer: number[], target: Target }} question
 * @returns {Check}
 */
function judgeRatio({ what, ours, peer, target }) {
  const values = ours.map((value, round) => value / (peer[round] ?? NaN));
  return judgeValues({ what: `${what}, ours / peer`, values, target });
}

module.exports = { judgeRatio, judgeValues, spreadOf };
