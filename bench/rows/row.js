// @ts-check
'use strict';

/**
 * @typedef {object} RowResult
 * @property {import('./compare-sides').MeasuredSide[]} sides
 * @property {import('./judge-ratio').Check[]} checks
 * @property {string[]} [notes]
 */

/**
 * A row of the table: what is compared with what.
 * @typedef {object} Row
 * @property {number} number
 * @property {string} title
 * @property {string} peerName
 * @property {(stage: import('../stage').Stage, plan: import('../plan').Plan) => Promise<RowResult>} run
 */

/** A row that cannot be measured here; the reason is printed, and it is no failure. */
class NotAvailableError extends Error {}

module.exports = { NotAvailableError };
