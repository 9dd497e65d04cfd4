// @ts-check
'use strict';

/** Stands where the number of the message goes; every copy of it in a request is stamped. */
const ID_PREFIX = 'bench-';
const ID_DIGITS = 12;
const ID_MARK = ID_PREFIX + '0'.repeat(ID_DIGITS);

const LINES = [1, 2, 3, 4].map((place) => ({
  sku: `SKU-${place}000`,
  quantity: place,
  price: place * 9.95,
}));

/**
 * An event as JSON of exactly this many bytes, its id `bench-000000000000`. From 512 bytes on it
 * holds nested objects and a list, as events do; the rest is text.
 * @param {number} bytes at least 128
 */
function makeEvent(bytes) {
  const payload =
    bytes < 512
      ? { text: '' }
      : { customer: { name: 'Juan', country: 'ES' }, lines: LINES, paid: true, text: '' };
  const event = { id: ID_MARK, tipo: 'BENCH', payload };
  const padding = bytes - Buffer.byteLength(JSON.stringify(event));
  if (padding < 0) throw new Error(`an event of ${bytes} bytes is too small to make`);
  payload.text = 'x'.repeat(padding);
  return JSON.stringify(event);
}

/** @param {number} number */
function makeId(number) {
  return ID_PREFIX + String(number).padStart(ID_DIGITS, '0');
}

/**
 * The number an event was stamped with, read from the bytes of a message; -1 when there is none.
 * @param {Buffer} body
 */
function readNumber(body) {
  const at = body.indexOf(ID_PREFIX);
  if (at < 0) return -1;
  const start = at + ID_PREFIX.length;
  return Number(body.toString('latin1', start, start + ID_DIGITS));
}

module.exports = { ID_MARK, ID_PREFIX, ID_DIGITS, makeEvent, makeId, readNumber };
