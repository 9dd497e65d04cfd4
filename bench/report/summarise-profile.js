// @ts-check
'use strict';

const FUNCTIONS_SHOWN = 30;
const GROUPS_SHOWN = 25;

/** @typedef {{ id: number, callFrame: { functionName: string, url: string, lineNumber: number } }} ProfileNode */
/** @typedef {{ nodes: ProfileNode[], samples: number[], timeDeltas: number[] }} Profile */

/**
 * Where the time went: by package and by function, their own time without what they call, in
 * percent of the time the process was not idle.
 * @param {Profile} profile
 * @returns {string[]} lines
 */
function summariseProfile({ nodes, samples, timeDeltas }) {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  /** @type {Map<string, number>} */
  const groups = new Map();
  /** @type {Map<string, number>} */
  const functions = new Map();
  let total = 0;
  let idle = 0;
  samples.forEach((id, place) => {
    const frame = byId.get(id);
    const us = timeDeltas[place] ?? 0;
    total += us;
    if (!frame) return;
    if (frame.functionName === '(idle)') {
      idle += us;
      return;
    }
    const group = groupOf(frame);
    add(groups, group, us);
    add(functions, `${frame.functionName || '(anonymous)'} [${group}:${frame.lineNumber + 1}]`, us);
  });
  const busy = total - idle;
  return [
    `${(total / 1e6).toFixed(1)} s, of them ${((100 * idle) / total).toFixed(1)} % idle; the rest:`,
    ...topOf(groups, busy, GROUPS_SHOWN),
    '',
    ...topOf(functions, busy, FUNCTIONS_SHOWN),
  ];
}

/** @param {ProfileNode['callFrame']} frame */
function groupOf({ functionName, url }) {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  const inPackage = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (inPackage) return inPackage[1] ?? url;
  if (url.startsWith('node:')) return url.replace(/^(node:(internal\/)?[^/]+).*/, '$1');
  return url
    .replace(/^.*?\/(dist\/apps\/[^/]+\/|bench\/)/, '$1')
    .replace(/^dist\/apps\/[^/]+\//, '');
}

/** @param {Map<string, number>} sums @param {string} key @param {number} us */
function add(sums, key, us) {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

/** @param {Map<string, number>} sums @param {number} busy @param {number} count */
function topOf(sums, busy, count) {
  return [...sums]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([key, us]) => `${((100 * us) / busy).toFixed(1).padStart(5)} %  ${key}`);
}

module.exports = { summariseProfile };
