/** One line of JSON, and the JSON pointer of what begins on it. */
export interface JsonLine {
  readonly text: string;
  readonly pointer: string;
}

/** JSON in lines, as `JSON.stringify(value, null, 2)` writes it. */
export function writeLines(value: unknown): JsonLine[] {
  return [...linesOf(value, { pointer: '', indent: '', before: '', after: '' })];
}

interface Place {
  readonly pointer: string;
  readonly indent: string;
  readonly before: string;
  readonly after: string;
}

/** Recurses: what a browser parsed of a message of limited size. */
function* linesOf(value: unknown, place: Place): Generator<JsonLine> {
  const { after, before, indent, pointer } = place;
  const start = `${indent}${before}`;
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) {
    yield { text: `${start}${JSON.stringify(value)}${after}`, pointer };
    return;
  }
  const isList = Array.isArray(value);
  yield { text: `${start}${isList ? '[' : '{'}`, pointer };
  for (const [index, [name, each]] of entries.entries()) {
    yield* linesOf(each, {
      pointer: `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      indent: `${indent}  `,
      before: isList ? '' : `${JSON.stringify(name)}: `,
      after: index < entries.length - 1 ? ',' : '',
    });
  }
  yield { text: `${indent}${isList ? ']' : '}'}${after}`, pointer: '' };
}

/** The line of a pointer: of the nearest that is there, where the field is missing. */
export function findLine(lines: readonly JsonLine[], pointer: string): number {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const line = lines.findIndex((each) => each.pointer === at);
    if (line >= 0) return line;
  }
  return 0;
}
