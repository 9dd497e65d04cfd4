import {
  endOfText,
  endOfValue,
  FaultError,
  findHeaders,
  FLAGS_BYTES,
  LENGTH_END,
  LIST,
  TABLE,
  type PropertiesFault,
  type Range,
} from './property-bytes';

/** Tables and lists in headers may be nested this deep; amqplib's reader overflows at about 12,000. */
export const MAX_HEADER_DEPTH = 64;

/**
 * Fields and items that headers may have, those inside others counted. Each costs several times what its
 * bytes do: 24,000 of them in one message hold the event loop for some 50 ms.
 */
export const MAX_HEADER_FIELDS = 1_000;

/** A number that RabbitMQ reads as the signed one of 64 bits, and amqplib does not know. */
const UNSIGNED_LONG = 'L'.charCodeAt(0);
const LONG = 'l'.charCodeAt(0);

/**
 * Why amqplib could not read these properties; undefined when it can. It can when every type is
 * known, every length stays inside what it is in, and no header is nested deeper than MAX_HEADER_DEPTH.
 * More than MAX_HEADER_FIELDS it could read, and is not to.
 *
 * @param section of a content header: its flags, and the properties that they name.
 * @param signsLongs replaces the one type that only amqplib does not know, in place, by its equal.
 */
export function findPropertiesFault(
  section: Buffer,
  signsLongs = false,
): PropertiesFault | undefined {
  return faultOf(() => {
    const headers = findHeaders(section);
    if (headers) checkFields(section, headers, 1, newCheck(signsLongs));
  });
}

/** Whether these bytes are one value of a header that RabbitMQ takes, its tag first. */
export function isHeaderValue(bytes: Buffer): boolean {
  const { length } = bytes;
  // The bytes are those of a record: they are not to be changed.
  const read = (): void => {
    if (checkValue(Buffer.from(bytes), 0, length, 1, newCheck(true)) !== length) {
      throw new FaultError('wrong_length');
    }
  };
  return faultOf(read) === undefined;
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

/** The fields that can be read, each with its name, up to the first one too many or without an end. */
function readableFields(section: Buffer, { start, end }: Range): Buffer[] {
  const fields: Buffer[] = [];
  const check = newCheck(false);
  faultOf(() => {
    for (let at = start; at < end && check.left > 0;) {
      const value = endOfText(section, at, end);
      const next = endOfValue(section, value, end);
      if (!faultOf(() => checkValue(section, value, end, 1, check))) {
        fields.push(section.subarray(at, next));
      }
      at = next;
    }
  });
  return fields;
}

interface Check {
  readonly signsLongs: boolean;
  /** Values that may still come. */
  left: number;
}

function newCheck(signsLongs: boolean): Check {
  return { signsLongs, left: MAX_HEADER_FIELDS };
}

function checkFields(bytes: Buffer, { start, end }: Range, depth: number, check: Check): void {
  if (depth > MAX_HEADER_DEPTH) throw new FaultError('too_deep');
  for (let at = start; at < end;) {
    at = checkValue(bytes, endOfText(bytes, at, end), end, depth, check);
  }
}

function checkList(bytes: Buffer, { start, end }: Range, depth: number, check: Check): void {
  if (depth > MAX_HEADER_DEPTH) throw new FaultError('too_deep');
  for (let at = start; at < end;) at = checkValue(bytes, at, end, depth, check);
}

/** @param depth of the table or list that the value is in. */
function checkValue(bytes: Buffer, at: number, end: number, depth: number, check: Check): number {
  if (check.left === 0) throw new FaultError('too_many');
  check.left -= 1;
  const next = endOfValue(bytes, at, end);
  const tag = bytes[at];
  if (tag === UNSIGNED_LONG) {
    if (!check.signsLongs) throw new FaultError('unknown_type');
    bytes[at] = LONG;
  } else if (tag === TABLE) {
    checkFields(bytes, { start: at + LENGTH_END, end: next }, depth + 1, check);
  } else if (tag === LIST) {
    checkList(bytes, { start: at + LENGTH_END, end: next }, depth + 1, check);
  }
  return next;
}
