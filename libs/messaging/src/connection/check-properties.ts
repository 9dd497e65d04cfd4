/** Tables and lists in headers may be nested this deep; amqplib's reader overflows at about 12,000. */
export const MAX_HEADER_DEPTH = 64;

/** Why the properties of a message cannot be read. */
export type PropertiesFault = 'too_deep' | 'unknown_type' | 'wrong_length';

/** Bytes of a value of fixed size, by the tag of its type (RabbitMQ, "AMQP 0-9-1 Errata"). */
const FIXED_BYTES: ReadonlyMap<number | undefined, number> = new Map(
  Object.entries({
    V: 0,
    b: 1,
    B: 1,
    t: 1,
    s: 2,
    u: 2,
    I: 4,
    i: 4,
    f: 4,
    D: 5,
    T: 8,
    l: 8,
    d: 8,
    L: 8,
  })
    // By code, as it stands in the bytes.
    .map(([tag, bytes]) => [tag.charCodeAt(0), bytes]),
);
/** A number that RabbitMQ knows, and amqplib does not. */
const UNSIGNED_64_BITS = 'L'.charCodeAt(0);
const TEXT = 'S'.charCodeAt(0);
const BYTES = 'x'.charCodeAt(0);
const TABLE = 'F'.charCodeAt(0);
const LIST = 'A'.charCodeAt(0);
/** A tag, and the length that follows it. */
const LENGTH_END = 5;

/** The properties in the order of their flags, from the highest bit on: a number is one of bytes. */
const PROPERTIES = [
  ...(['text', 'text', 'headers', 1, 1, 'text', 'text', 'text', 'text', 8] as const),
  ...(['text', 'text', 'text', 'text'] as const),
];
const FLAGS_BYTES = 2;
const HIGHEST_FLAG = 0x8000;

/** The bytes from `start` to before `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

class FaultError extends Error {
  constructor(readonly fault: PropertiesFault) {
    super(fault);
  }
}

/**
 * Why amqplib could not read these properties; undefined when it can. It can when every type is
 * known, every length stays inside what it is in, and no header is nested deeper than MAX_HEADER_DEPTH.
 *
 * @param section of a content header: its flags, and the properties that they name.
 */
export function findPropertiesFault(section: Buffer): PropertiesFault | undefined {
  return faultOf(() => {
    const headers = findHeaders(section);
    if (headers) checkFields(section, headers.start, headers.end, 1);
  });
}

/**
 * The same properties without the headers that cannot be read; without any property when their
 * lengths are wrong. Never longer than what was given.
 */
export function keepReadable(section: Buffer): Buffer {
  let headers: Range | undefined;
  if (faultOf(() => (headers = findHeaders(section)))) return Buffer.alloc(FLAGS_BYTES);
  if (headers === undefined) return section;
  const fields = readableFields(section, headers);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(fields.reduce((sum, { length }) => sum + length, 0));
  const before = section.subarray(0, headers.start - size.length);
  return Buffer.concat([before, size, ...fields, section.subarray(headers.end)]);
}

function faultOf(check: () => void): PropertiesFault | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}

/** Where the fields of the headers are, if there are any; every other property is checked. */
function findHeaders(section: Buffer): Range | undefined {
  const flags = section.readUInt16BE(0);
  const end = section.length;
  let at = FLAGS_BYTES;
  let headers: Range | undefined;
  for (let place = 0; place < PROPERTIES.length; place += 1) {
    if ((flags & (HIGHEST_FLAG >> place)) === 0) continue;
    const property = PROPERTIES[place];
    if (property === 'headers') {
      const start = within(at + 4, end);
      headers = { start, end: within(start + section.readUInt32BE(at), end) };
      at = headers.end;
    } else if (property === 'text') {
      at = endOfText(section, at, end);
    } else {
      at = within(at + (property ?? 0), end);
    }
  }
  return headers;
}

/** The fields that can be read, each with its name, up to the first whose end cannot be found. */
function readableFields(section: Buffer, { start, end }: Range): Buffer[] {
  const fields: Buffer[] = [];
  faultOf(() => {
    for (let at = start; at < end;) {
      const value = endOfText(section, at, end);
      const next = endOfValue(section, value, end);
      if (!faultOf(() => checkValue(section, value, end, 1))) {
        fields.push(section.subarray(at, next));
      }
      at = next;
    }
  });
  return fields;
}

function checkFields(bytes: Buffer, start: number, end: number, depth: number): void {
  if (depth > MAX_HEADER_DEPTH) throw new FaultError('too_deep');
  for (let at = start; at < end;) {
    at = checkValue(bytes, endOfText(bytes, at, end), end, depth);
  }
}

function checkList(bytes: Buffer, start: number, end: number, depth: number): void {
  if (depth > MAX_HEADER_DEPTH) throw new FaultError('too_deep');
  for (let at = start; at < end;) at = checkValue(bytes, at, end, depth);
}

/** @param depth of the table or list that the value is in. */
function checkValue(bytes: Buffer, at: number, end: number, depth: number): number {
  const next = endOfValue(bytes, at, end);
  if (bytes[at] === UNSIGNED_64_BITS) throw new FaultError('unknown_type');
  if (bytes[at] === TABLE) checkFields(bytes, at + LENGTH_END, next, depth + 1);
  else if (bytes[at] === LIST) checkList(bytes, at + LENGTH_END, next, depth + 1);
  return next;
}

/** The place behind a value, by its type and length alone. */
function endOfValue(bytes: Buffer, at: number, end: number): number {
  within(at + 1, end);
  const tag = bytes[at];
  const fixed = FIXED_BYTES.get(tag);
  if (fixed !== undefined) return within(at + 1 + fixed, end);
  if (tag !== TEXT && tag !== BYTES && tag !== TABLE && tag !== LIST) {
    throw new FaultError('unknown_type');
  }
  const start = within(at + LENGTH_END, end);
  return within(start + bytes.readUInt32BE(at + 1), end);
}

/** The place behind a short text: one byte says how long it is. */
function endOfText(bytes: Buffer, at: number, end: number): number {
  within(at + 1, end);
  return within(at + 1 + (bytes[at] ?? 0), end);
}

function within(at: number, end: number): number {
  if (at > end) throw new FaultError('wrong_length');
  return at;
}
