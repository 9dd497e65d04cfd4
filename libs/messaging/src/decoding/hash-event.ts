import type { Delivery } from '../messages/delivery';

/** Of a delivery that has the id of another event of its queue. */
export const ID_CONFLICT = 'id_conflict';

const PRIME = 0x01000193;
const [STRING, LIST, OBJECT, OTHER] = [0x811c9dc5, 0x2d5f1c3b, 0x7a3d1e59, 0x4be98134];

/**
 * 32 bits that distinguish an event, as it was sent, from another one under the same message id. Equal
 * events have the same bits in any order of their fields, with any white space and encoding. To be taken
 * before the handler is called, which may change the event. No defence against a deliberate collision.
 */
export function hashEvent(sent: object): number {
  return ofValue(sent) >>> 0;
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
  if (typeof value !== 'object' || value === null) return ofText(String(value), OTHER);
  if (Array.isArray(value)) {
    return value.reduce<number>((hash, each) => mix(Math.imul(hash, PRIME) + ofValue(each)), LIST);
  }
  let sum = OBJECT;
  for (const name in value) {
    const field = (value as Record<string, unknown>)[name];
    sum += mix(Math.imul(ofText(name, OBJECT), PRIME) ^ ofValue(field));
  }
  return mix(sum);
}

/** FNV-1a of its UTF-16 units. */
function ofText(text: string, seed: number): number {
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
