import { splitPath, valuesAt } from '../../messages/field-test';
import { decisiveAttempt, runMsOf } from '../../messages/decisive-attempt';
import { parseEvent, type MessageEntry } from '../../messages/message-entry';
import { toDeliveryDto, writeMessage, type DeliveryDto } from './message.dto';

/** Fields of a delivery, which are chosen by their own names. */
const DELIVERY = [
  ...['messageId', 'queue', 'exchange', 'routingKey', 'attempt', 'publishedAt', 'processedAt'],
  ...['correlationId', 'causationId', 'headers', 'outcome', 'recordedAt'],
] as readonly (keyof DeliveryDto)[];

const HEADER = 'headers.';
const MAX_FIELDS = 50;

/** What a CSV has when no fields are chosen. */
const USUAL = [
  ...['messageId', 'id', 'tipo', 'queue', 'outcome', 'attempt', 'runMs', 'publishedAt'],
  ...['processedAt', 'recordedAt', 'correlationId', 'payload'],
];

/** What fields are read from, each parsed once and only when a field asks. */
interface Parsed {
  readonly entry: MessageEntry;
  readonly attempt: () => ReturnType<typeof decisiveAttempt>;
  readonly delivery: () => DeliveryDto;
  readonly payload: () => unknown;
}

type Read = (parsed: Parsed) => unknown;

/** Writes messages as one kind of line. */
export interface MessageWriter {
  /** Before all others. */
  readonly head: string;
  readonly write: (entry: MessageEntry) => string;
}

/** The names in a list that is separated by commas; undefined when one of them is no field. */
export function readFieldNames(text: string): string[] | undefined {
  const names = text.split(',').map((name) => name.trim());
  return names.length <= MAX_FIELDS && names.every(compileField) ? names : undefined;
}

/** Each message as a JSON object: as it is, or with the chosen fields by their names. */
export function jsonWriter(fields: string | undefined): (entry: MessageEntry) => string {
  const names = fields === undefined ? undefined : readFieldNames(fields);
  if (!names) return writeMessage;
  const read = compileAll(names);
  return (entry) =>
    JSON.stringify(Object.fromEntries(read(entry).map((it, at) => [names[at], it])));
}

/** One message a line, as JSON or with a cell for each field (RFC 4180). */
export function lineWriter(format: 'ndjson' | 'csv', fields: string | undefined): MessageWriter {
  if (format === 'ndjson') {
    const write = jsonWriter(fields);
    return { head: '', write: (entry) => `${write(entry)}\n` };
  }
  const names = (fields === undefined ? undefined : readFieldNames(fields)) ?? USUAL;
  const read = compileAll(names);
  return { head: writeRow(names), write: (entry) => writeRow(read(entry)) };
}

function compileAll(names: readonly string[]): (entry: MessageEntry) => unknown[] {
  const reads = names.map(compileField).filter((read) => read !== undefined);
  return (entry) => {
    const parsed = parseLazily(entry);
    return reads.map((read) => read(parsed) ?? null);
  };
}

function parseLazily(entry: MessageEntry): Parsed {
  const attempt = once(() => decisiveAttempt(entry.steps));
  const delivery = once(() => toDeliveryDto(entry, attempt()));
  return { entry, attempt, delivery, payload: once(() => parseEvent(entry.body)?.payload) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function compileField(name: string): Read | undefined {
  const own = DELIVERY.find((each) => each === name);
  if (own) return ({ delivery }) => delivery()[own];
  if (name.startsWith(HEADER) && name.length > HEADER.length) {
    const header = name.slice(HEADER.length);
    return ({ delivery }) => {
      const { headers } = delivery();
      return Object.hasOwn(headers, header) ? headers[header] : undefined;
    };
  }
  if (name === 'id' || name === 'tipo') return ({ entry }) => entry[name];
  if (name === 'runMs') return ({ attempt }) => runMsOf(attempt());
  const [root, ...path] = splitPath(name) ?? [];
  if (root !== 'payload') return undefined;
  return ({ payload }) => valueAt(payload(), path);
}

/** Several values, of the elements of a list, are a list. */
function valueAt(payload: unknown, path: readonly string[]): unknown {
  const values = [...valuesAt(payload, path)];
  return values.length > 1 ? values : values[0];
}

/** A row of a CSV (RFC 4180), with which no spreadsheet computes. */
export function writeRow(values: readonly unknown[]): string {
  return `${values.map(writeCell).join(',')}\r\n`;
}

/** Where a text would begin a formula: also within it, for a spreadsheet that ends cells elsewhere. */
const FORMULA = /^(?=[=+\-@\t\r\n])|(?=[=+\-@])(?<=[;\t\r\n]"*)/g;

/** A text that a spreadsheet would run as a formula has a quote before it. */
function writeCell(value: unknown): string {
  if (value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = typeof value === 'number' ? text : text.replaceAll(FORMULA, "'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
