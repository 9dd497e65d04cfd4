/** What a value of a message has to be: `payload.a.b>=5`, taken apart. */
export interface FieldTest {
  /** The names that lead to the value, the outermost first. */
  readonly path: readonly string[];
  readonly operator: string;
  readonly value: string;
}

/** Whether a JSON text passes. `read` gives what is in it, and is called only where it may pass. */
export type CompiledTest = (json: string, read: () => unknown) => boolean;

const TEST = /^((?:\\.|[^\\=!<>])+)(!=|<=|>=|=|<|>)(.*)$/s;
const PATH = /^(?:\\.|[^.\\])+(?:\.(?:\\.|[^.\\])+)*$/s;
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const INDEX = /^\d{1,9}$/;
const MAX_PATH = 16;

/** Reads `payload.a.b=value`; undefined when the text is no such test. */
export function readPayloadTest(text: string): FieldTest | undefined {
  const test = readTest(text);
  const [root, ...path] = (test && splitPath(test.name)) ?? [];
  if (!test || root !== 'payload' || path.length === 0) return undefined;
  return { path, operator: test.operator, value: test.value };
}

/** Reads `name=value`, where a dot is a part of the name; undefined when the text is no such test. */
export function readHeaderTest(text: string): FieldTest | undefined {
  const test = readTest(text);
  if (!test) return undefined;
  return { path: [unescape(test.name)], operator: test.operator, value: test.value };
}

/** The names in `a.b.c`, up to 16; `\.` is a dot within a name. Undefined when one is empty. */
export function splitPath(path: string): string[] | undefined {
  if (!PATH.test(path)) return undefined;
  const names = (path.match(/(?:\\.|[^.\\])+/gs) ?? []).map(unescape);
  return names.length <= MAX_PATH ? names : undefined;
}

/**
 * Makes a test ready for many messages. A list passes when one of its elements does, at any place of
 * the path; a number in the path is also the index of one. `!=` passes where `=` does not, also when
 * there is no such value. The others compare numbers, and nothing else passes them.
 */
export function compileTest({ operator, path, value }: FieldTest): CompiledTest {
  const isNegated = operator === '!=';
  const named = path.find((name) => !INDEX.test(name));
  const needle = named === undefined ? '' : `${JSON.stringify(named)}:`;
  const passes = compileOperator(operator, value);
  return (json, read) =>
    json.includes(needle) ? hasValue(read(), path, passes) !== isNegated : isNegated;
}

/** The values at a path, those of lists one by one. */
export function* valuesAt(value: unknown, path: readonly string[]): Generator<unknown> {
  const [name, ...rest] = path;
  if (Array.isArray(value)) {
    if (name !== undefined && INDEX.test(name)) yield* valuesAt(value[Number(name)], rest);
    else for (const each of value) yield* valuesAt(each, path);
  } else if (name === undefined) {
    if (value !== undefined) yield value;
  } else if (isObject(value) && Object.hasOwn(value, name)) yield* valuesAt(value[name], rest);
}

function hasValue(
  value: unknown,
  path: readonly string[],
  passes: (leaf: unknown) => boolean,
): boolean {
  for (const leaf of valuesAt(value, path)) if (passes(leaf)) return true;
  return false;
}

function compileOperator(operator: string, value: string): (leaf: unknown) => boolean {
  const number = NUMBER.test(value) ? Number(value) : NaN;
  if (operator === '<') return (leaf) => typeof leaf === 'number' && leaf < number;
  if (operator === '<=') return (leaf) => typeof leaf === 'number' && leaf <= number;
  if (operator === '>') return (leaf) => typeof leaf === 'number' && leaf > number;
  if (operator === '>=') return (leaf) => typeof leaf === 'number' && leaf >= number;
  return (leaf) =>
    leaf === number || (!isObject(leaf) && typeof leaf !== 'number' && String(leaf) === value);
}

function readTest(text: string): { name: string; operator: string; value: string } | undefined {
  const [, name, operator, value] = TEST.exec(text) ?? [];
  if (name === undefined || operator === undefined || value === undefined) return undefined;
  if (/^[<>]/.test(operator) && !NUMBER.test(value)) return undefined;
  return { name, operator, value };
}

function unescape(name: string): string {
  return name.replace(/\\(.)/gs, '$1');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
