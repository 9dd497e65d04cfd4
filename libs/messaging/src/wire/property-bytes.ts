/** Why the properties of a message cannot be read. */
export type PropertiesFault = 'too_deep' | 'too_many' | 'unknown_type' | 'wrong_length';

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
const TEXT = 'S'.charCodeAt(0);
const BYTES = 'x'.charCodeAt(0);
export const TABLE = 'F'.charCodeAt(0);
export const LIST = 'A'.charCodeAt(0);
/** A tag, and the length that follows it. */
export const LENGTH_END = 5;

/** The properties in the order of their flags, from the highest bit on: a number is one of bytes. */
const PROPERTIES = [
  ...(['text', 'text', 'headers', 1, 1, 'text', 'text', 'text', 'text', 8] as const),
  ...(['text', 'text', 'text', 'text'] as const),
];
/** Their places in it. */
const HEADERS = 2;
const REPLY_TO = 6;
const TIMESTAMP = 9;
const USER_ID = 11;
const TABLE_LENGTH_BYTES = 4;
export const FLAGS_BYTES = 2;
const HIGHEST_FLAG = 0x8000;

/**
 * What a caller consumes to get direct replies (RabbitMQ, "Direct Reply-to"). As a reply address only
 * the channel of that consumer may send it: for another's the broker closes the channel. It writes the
 * name of the caller's channel behind it; from AMQP 1.0 it comes as it is.
 */
export const DIRECT_REPLY_QUEUE = 'amq.rabbitmq.reply-to';

/** The bytes from `start` to before `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export class FaultError extends Error {
  constructor(readonly fault: PropertiesFault) {
    super(fault);
  }
}

/** Where the fields of the headers are, if there are any; every other property is checked. */
export function findHeaders(section: Buffer): Range | undefined {
  const found = findProperty(section, HEADERS);
  return found && { start: found.start + TABLE_LENGTH_BYTES, end: found.end };
}

/** The property `timestamp`, exactly. */
export function readTimestampOf(section: Buffer): bigint | undefined {
  const found = findProperty(section, TIMESTAMP);
  return found && section.readBigUInt64BE(found.start);
}

/**
 * The same properties without those for which the broker closes the channel of another client than
 * their first: the user id, and a direct reply that AMQP 1.0 left without the name of its channel.
 */
export function withoutOwnership(section: Buffer): Buffer {
  const replyTo = findProperty(section, REPLY_TO);
  const isDirect =
    replyTo && section.toString('latin1', replyTo.start + 1, replyTo.end) === DIRECT_REPLY_QUEUE;
  return without(isDirect ? without(section, REPLY_TO) : section, USER_ID);
}

function without(section: Buffer, place: number): Buffer {
  const found = findProperty(section, place);
  if (!found) return section;
  const rest = Buffer.concat([section.subarray(0, found.start), section.subarray(found.end)]);
  rest.writeUInt16BE(section.readUInt16BE(0) & ~(HIGHEST_FLAG >> place), 0);
  return rest;
}

function findProperty(section: Buffer, wanted: number): Range | undefined {
  const flags = section.readUInt16BE(0);
  const end = section.length;
  let at = FLAGS_BYTES;
  let found: Range | undefined;
  for (let place = 0; place < PROPERTIES.length; place += 1) {
    if ((flags & (HIGHEST_FLAG >> place)) === 0) continue;
    const property = PROPERTIES[place];
    const start = at;
    if (property === 'headers') {
      const fields = within(at + TABLE_LENGTH_BYTES, end);
      at = within(fields + section.readUInt32BE(at), end);
    } else if (property === 'text') {
      at = endOfText(section, at, end);
    } else {
      at = within(at + (property ?? 0), end);
    }
    if (place === wanted) found = { start, end: at };
  }
  return found;
}

/** The place behind a value, by its type and length alone. */
export function endOfValue(bytes: Buffer, at: number, end: number): number {
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
export function endOfText(bytes: Buffer, at: number, end: number): number {
  within(at + 1, end);
  return within(at + 1 + (bytes[at] ?? 0), end);
}

function within(at: number, end: number): number {
  if (at > end) throw new FaultError('wrong_length');
  return at;
}
