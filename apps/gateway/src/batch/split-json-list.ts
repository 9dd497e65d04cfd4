import { ProblemError, tooDeep } from '@warren/http';
import { MAX_JSON_DEPTH } from '@warren/model';

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const SPACES = new Set([0x20, 0x09, 0x0a, 0x0d]);
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
/** Bytes that are looked at between two pauses. */
const STEP = 65_536;

/**
 * Finds where the entries of a JSON list begin and end, without parsing them: each is to be parsed by
 * itself, and what stands between two commas may turn out to be no JSON. Pauses after each 64 KiB.
 *
 * @throws ProblemError `invalid_request`: no list, more than `maxEntries`, nested too deeply;
 * `malformed_json`: it has no end, or continues behind it.
 */
export function* splitJsonList(bytes: Buffer, maxEntries: number): Generator<void, Buffer[]> {
  const entries: Buffer[] = [];
  let at = findBegin(bytes) + 1;
  let begin = at;
  let depth = 1;
  let isInText = false;
  const cut = (): void => {
    entries.push(bytes.subarray(begin, at));
    if (entries.length > maxEntries) throw tooManyEntries(maxEntries);
    begin = at + 1;
  };
  for (let pause = STEP; depth > 0 && at < bytes.length; at += 1) {
    if (at >= pause) {
      yield;
      pause = at + STEP;
    }
    const byte = bytes[at];
    if (isInText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInText = false;
    } else if (byte === QUOTE) {
      isInText = true;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > MAX_JSON_DEPTH) throw tooDeep();
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
      if (depth === 0 && !(entries.length === 0 && isBlank(bytes, begin, at))) cut();
    } else if (byte === COMMA && depth === 1) {
      cut();
    }
  }
  const hasEnd = depth === 0 && bytes[at - 1] === CLOSE_LIST;
  if (!hasEnd || !isBlank(bytes, at, bytes.length)) throw malformed('the list has no end');
  return entries;
}

/** Where the list opens. */
function findBegin(bytes: Buffer): number {
  let at = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
  while (SPACES.has(bytes[at] ?? 0)) at += 1;
  if (at >= bytes.length) throw malformed('the body is empty');
  if (bytes[at] === OPEN_LIST) return at;
  throw new ProblemError('invalid_request', 'the body must be an array of entries, or NDJSON');
}

function isBlank(bytes: Buffer, begin: number, end: number): boolean {
  for (let at = begin; at < end; at += 1) if (!SPACES.has(bytes[at] ?? 0)) return false;
  return true;
}

function malformed(why: string): ProblemError {
  return new ProblemError('malformed_json', why);
}

function tooManyEntries(most: number): ProblemError {
  return new ProblemError(
    'invalid_request',
    `a JSON batch has at most ${most} entries; use NDJSON`,
  );
}
