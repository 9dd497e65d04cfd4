const GAP = '  ';
const WIDEST = 80;
/** Ids of ours are never cut: they are there to be pasted. */
const NARROWEST = 40;

/**
 * Rows as aligned columns under their heads; a cell is one line of at most 80 characters. Columns that do not
 * fit beside the others into `columns` characters stand on further lines, indented.
 */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly unknown[])[],
  columns = Infinity,
): string[] {
  const widest = Math.max(NARROWEST, Math.min(WIDEST, columns - GAP.length));
  const lines = [heads, ...rows.map((row) => row.map((cell) => toCell(cell, widest)))];
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  const breaks = findBreaks(widths, columns);
  return lines.flatMap((cells) =>
    cells
      .map((cell, column) => (breaks.has(column) ? '\n' : '') + cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .split('\n')
      .map((line, part) => `${part === 0 ? '' : GAP}${line}`.trimEnd())
      .filter((line, part) => part === 0 || line !== ''),
  );
}

/** The columns that begin a line. */
function findBreaks(widths: readonly number[], columns: number): ReadonlySet<number> {
  const breaks = new Set<number>();
  let end = 0;
  widths.forEach((width, column) => {
    end += width + (column === 0 ? 0 : GAP.length);
    if (column === 0 || end <= columns) return;
    breaks.add(column);
    end = GAP.length + width;
  });
  return breaks;
}

/** What came from outside may hold line breaks, and codes that a terminal would obey. */
export function toCell(value: unknown, widest = WIDEST): string {
  const line = toLine(value === null || value === undefined ? '-' : toText(value)).trim();
  return line.length > widest ? `${line.slice(0, widest - 1)}…` : line;
}

/** A text as one line of any length, without what would break or reverse it. */
export function toLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g, ' ');
}

/** Bytes as text of several lines, each without what would break or reverse it. */
export function toTerminal(bytes: Uint8Array): string {
  return `${Buffer.from(bytes).toString('utf8').split('\n').map(toLine).join('\n')}\n`;
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
