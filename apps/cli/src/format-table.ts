const GAP = '  ';
const WIDEST = 80;

/** Rows as aligned columns under their heads; a cell is one line of at most 80 characters. */
export function formatTable(
  heads: readonly string[],
  rows: readonly (readonly unknown[])[],
): string[] {
  const lines = [heads, ...rows.map((row) => row.map(toCell))];
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((cells) => (cells[column] ?? '').length)),
  );
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

/** What came from outside may hold line breaks, and codes that a terminal would obey. */
export function toCell(value: unknown): string {
  const line = toLine(value === null || value === undefined ? '-' : toText(value)).trim();
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}

/** A text as one line of any length. */
export function toLine(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
