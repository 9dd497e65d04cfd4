import { crc32 } from 'node:zlib';
import type { Delivery } from '../messages/delivery';

/** Of a delivery that has the id of another event of its queue. */
export const ID_CONFLICT = 'id_conflict';

/** Another one whenever an event gets other bits than before; 0 is that of records without a version. */
const VERSION = 1;
const BITS = 2 ** 32;

const PRIME = 0x01000193;
/** From here on the native sum is faster than a loop over the text. */
const LONG_TEXT = 64;
const number = new Float64Array(1);
const halves = new Int32Array(number.buffer);
const [STRING, LIST, OBJECT, OTHER] = [0x811c9dc5, 0x2d5f1c3b, 0x7a3d1e59, 0x4be98134];

/**
 * Its version, and 32 bits that distinguish an event, as it was sent, from another one under the same message id. Equal
 * events have the same bits in any order of their fields, with any white space and encoding. To be taken
 * before the handler is called, which may change the event. No defence against a deliberate collision.
 *
 * Of an event of 1 KiB it takes 1.2 microseconds on Node.js 20 and 24; a loop over each text, and numbers as
 * texts, took 2.4 and 2.3.
 */
export function hashEvent(sent: object): number {
  return VERSION * BITS + (ofValue(sent) >>> 0);
}

/** Whether it can be compared with those of this process: an earlier version has other bits for each event. */
export function isOfThisVersion(eventHash: number): boolean {
  return Math.floor(eventHash / BITS) === VERSION;
}

/**
 * Whether its publisher chose the id for this event alone. An id that was derived from a cause or a
 * replay names what follows from it, however its handler writes that each time; and what an operator
 * has edited counts as the original.
 */
export function isIdOfEvent({ causationId, edits, hasGivenId, replayOf }: Delivery): boolean {
  return !hasGivenId && edits === undefined && replayOf === undefined && causationId === undefined;
}

function ofValue(value: unknown): number {
  if (typeof value === 'string') return ofText(value, STRING);
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value !== 'object' || value === null) return ofText(String(value), OTHER);
  if (Array.isArray(value)) {
    return value.reduce<number>((hash, each) => mix(Math.imul(hash, PRIME) + ofValue(each)), LIST);
  }
  let sum = OBJECT;
  for (const name in value) {
    const field = (value as Record<string, unknown>)[name];
    sum = (sum + mix(Math.imul(ofText(name, OBJECT), PRIME) ^ ofValue(field))) | 0;
  }
  return mix(sum);
}

function ofNumber(value: number): number {
  // A negative zero counts as zero, as it is written by most.
  number[0] = value + 0;
  return mix(Math.imul((halves[0] ?? 0) ^ OTHER, PRIME) ^ (halves[1] ?? 0));
}

/** FNV-1a of its UTF-16 units; of a long one CRC-32. */
function ofText(text: string, seed: number): number {
  // Half a surrogate has no bytes of its own in the UTF-8 that the sum is taken of.
  if (text.length > LONG_TEXT && text.isWellFormed()) return mix(crc32(text, seed) ^ text.length);
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return mix(hash ^ text.length);
}

/** The finaliser of MurmurHash3: each bit of the hash depends on all. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
