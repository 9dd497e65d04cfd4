// @ts-check
'use strict';

/**
 * Prints a table and, alone on the last line, the totals.
 * @param {import('./run-stages').StageResult[]} results
 * @param {(line: string) => void} say
 * @returns {number} how many failed
 */
function printSummary(results, say) {
  const rows = results.map(({ title, passed, failed, skipped, ms }) => [
    `${failed > 0 ? '✗' : passed > 0 ? '✓' : '-'} ${title}`,
    `${passed} passed`,
    failed > 0 ? `${failed} failed` : '',
    skipped > 0 ? `${skipped} skipped` : '',
    `${(ms / 1_000).toFixed(1)} s`,
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  say('');
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    say(cells.filter((_, column) => widths[column] !== 0).join('  '));
  }
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  say(`\nIn ${(process.uptime() / 60).toFixed(1)} min:`);
  say(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed');
}

module.exports = { printSummary };
