// @ts-check
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');

const FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';
const CHAR_WIDTH = 8.4;
const LINE_HEIGHT = 20;
const PADDING = 20;
const TITLE_BAR = 34;
/** A terminal's own background, so that it looks the same on a light and on a dark page. */
const COLOURS = { background: '#0d1117', border: '#57606a', text: '#e6edf3' };
/** What an escape sequence `ESC [ n m` means here; any other returns to plain text. */
const STYLES = new Map([
  ['1', 'fill="#ffffff" font-weight="bold"'],
  ['2', 'fill="#8b949e"'],
  ['31', 'fill="#ff7b72"'],
  ['32', 'fill="#7ee787"'],
  ['33', 'fill="#e3b341"'],
  ['34', 'fill="#79c0ff"'],
  ['35', 'fill="#d2a8ff"'],
  ['36', 'fill="#76e3ea"'],
]);

/**
 * A picture of a terminal that shows this text, as SVG.
 * @param {string} text with the escape sequences of colours that the terminal printed
 * @param {string} title read out in place of the picture
 */
function drawTerminal(text, title) {
  const lines = text.trimEnd().split('\n').map(splitStyles);
  const columns = Math.max(
    ...lines.map((runs) => runs.reduce((sum, [run]) => sum + run.length, 0)),
  );
  const width = Math.ceil(columns * CHAR_WIDTH + 2 * PADDING);
  const height = TITLE_BAR + lines.length * LINE_HEIGHT + PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${COLOURS.background}" stroke="${COLOURS.border}"/>`,
    ...['#ff5f56', '#ffbd2e', '#27c93f'].map(
      (colour, n) => `<circle cx="${PADDING + 2 + n * 18}" cy="18" r="5.5" fill="${colour}"/>`,
    ),
    `<g font-family="${FONT}" font-size="14" fill="${COLOURS.text}">`,
    ...lines.map((runs, n) => drawLine(runs, TITLE_BAR + (n + 1) * LINE_HEIGHT - 6)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** @param {[run: string, style: string][]} runs @param {number} y */
function drawLine(runs, y) {
  let column = 0;
  const drawn = runs.map(([run, style]) => {
    // Each run has its place and length, so that columns are straight in any font.
    const x = (PADDING + column * CHAR_WIDTH).toFixed(1);
    const length = (run.length * CHAR_WIDTH).toFixed(1);
    column += run.length;
    return `<tspan x="${x}" textLength="${length}" ${style}>${escapeXml(run)}</tspan>`;
  });
  return drawn.length === 0 ? '' : `<text y="${y}">${drawn.join('')}</text>`;
}

/** @param {string} line @returns {[run: string, style: string][]} */
function splitStyles(line) {
  /** @type {[string, string][]} */
  const runs = [];
  // eslint-disable-next-line no-control-regex
  for (const [, codes, run = ''] of `\x1b[0m${line}`.matchAll(/\x1b\[([\d;]*)m([^\x1b]*)/g)) {
    if (run !== '') runs.push([run, STYLES.get(codes ?? '') ?? '']);
  }
  return runs;
}

/** Spaces become non-breaking ones: browsers would draw several as one. @param {string} text */
function escapeXml(text) {
  const spaced = text.replaceAll(' ', '\u00a0');
  return spaced.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const [source, target, title] = process.argv.slice(2);
if (source === undefined || target === undefined || title === undefined) {
  console.error('usage: node tools/draw-terminal.js <text> <svg> <title>');
  process.exitCode = 2;
} else {
  writeFileSync(target, drawTerminal(readFileSync(source, 'utf8'), title));
}
