// @ts-check
'use strict';

const { spreadOf } = require('../rows/judge-ratio');

/** @param {number} value with about three significant digits */
function round(value) {
  if (!Number.isFinite(value)) return '–';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** @param {number[]} values median, and the least and the most of the rounds */
function describeSpread(values) {
  const { median, min, max } = spreadOf(values);
  return `${round(median)} (${round(min)}–${round(max)})`;
}

/**
 * The figures of one side, each a median over the rounds.
 * @param {import('../rows/compare-sides').MeasuredSide} side
 */
function describeSide({ name, samples }) {
  const each = (/** @type {(sample: import('../rows/sample').Sample) => number} */ of) =>
    samples.map(of);
  return {
    name,
    perSecond: describeSpread(each(({ perSecond }) => perSecond)),
    p50: describeSpread(each(({ latency }) => latency.p50)),
    p99: describeSpread(each(({ latency }) => latency.p99)),
    cpu: describeSpread(each(({ cpuUsPerMessage }) => cpuUsPerMessage)),
    brokerCpu: describeSpread(each(({ brokerCpuUsPerMessage }) => brokerCpuUsPerMessage)),
    strangers: describeSpread(each(({ strangersShare }) => strangersShare * 100)),
    faults: samples.flatMap(({ faults }) => faults),
  };
}

/** @param {import('../run-rows').Outcome} outcome */
function doesCount({ result }) {
  return (
    result !== undefined && result.sides.every((side) => describeSide(side).faults.length === 0)
  );
}

module.exports = { round, describeSpread, describeSide, doesCount };
