/**
 * The values of an answer that are new each time, by what was printed for them. Known under the
 * printed one once a first answer fitted, they must stay the same on the rest of the page.
 */
export type Renamed = ReadonlyMap<string, string>;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HASH = /^[0-9a-f]{16,64}$/;
const TRACE = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** New each time, and not asked for again: only that it is of the same form. */
const FORMS = [TIME, TRACE];
/** New each time, and the same wherever it stands again. */
const NAMES = [UUID, HASH];
/** Names of fields whose numbers and texts differ from run to run. */
const DIFFERING = /(Ms|^offset|^worker|^ratePerSecond)$/;

/**
 * Whether an answer has everything that is printed for it; docs/use-cases/README.md says how. Undefined
 * when it has not, else what is known of the names in it and before. Pure.
 */
export function fitAnswer(printed: unknown, actual: unknown, known: Renamed): Renamed | undefined {
  if (printed === '...') return actual === undefined ? undefined : known;
  if (typeof printed === 'string') return fitText(printed, actual, known);
  if (Array.isArray(printed)) {
    if (!Array.isArray(actual)) return undefined;
    // An empty list says that there is nothing.
    if (printed.length === 0) return actual.length === 0 ? known : undefined;
    return fitSequence(printed, actual, known);
  }
  if (isObject(printed)) return isObject(actual) ? fitFields(printed, actual, known) : undefined;
  return printed === actual ? known : undefined;
}

/** The printed items must come in this order; others may stand between them. */
function fitSequence(
  [first, ...others]: readonly unknown[],
  actual: readonly unknown[],
  known: Renamed,
): Renamed | undefined {
  if (first === undefined) return known;
  for (const [index, each] of actual.entries()) {
    const fitted = fitAnswer(first, each, known);
    const rest = fitted && fitSequence(others, actual.slice(index + 1), fitted);
    if (rest) return rest;
  }
  return undefined;
}

function fitFields(
  printed: Readonly<Record<string, unknown>>,
  actual: Readonly<Record<string, unknown>>,
  known: Renamed,
): Renamed | undefined {
  let fitted: Renamed | undefined = known;
  for (const [name, value] of Object.entries(printed)) {
    const isSameKind = DIFFERING.test(name) && typeof value === typeof actual[name];
    if (!isSameKind) fitted = fitAnswer(value, actual[name], fitted);
    if (!fitted) return undefined;
  }
  return fitted;
}

function fitText(printed: string, actual: unknown, known: Renamed): Renamed | undefined {
  if (typeof actual !== 'string') return undefined;
  const form = FORMS.find((each) => each.test(printed));
  if (form) return form.test(actual) ? known : undefined;
  const name = NAMES.find((each) => each.test(printed));
  if (!name) return printed === actual ? known : undefined;
  const before = known.get(printed);
  if (before !== undefined) return before === actual ? known : undefined;
  return name.test(actual) ? new Map([...known, [printed, actual]]) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
