/**
 * How deeply objects and lists may be nested in any JSON text that Warren parses, from HTTP and AMQP
 * alike: a payload of 64 levels with what stands around it in an event, a batch or a record.
 */
export const MAX_JSON_DEPTH = 80;

/** How many values a JSON text may have; one with a name counts as NAMED of them. */
export const MAX_JSON_VALUES = 1_000_000;

/** What a name that no object had before costs to parse, in values of a list: 3 us each. */
const NAMED = 20;

/** The bound that a JSON text exceeds. */
export type JsonBound = 'depth' | 'values';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];

/**
 * The bound that a JSON text exceeds, if any. To be called before the text is parsed: `JSON.parse` takes
 * a depth at which every recursive walk overflows the stack. Reads the text once, does not recurse and
 * stops at the first excess; of a text that is no JSON the answer means nothing.
 *
 * @param maxDepth levels of objects and lists; the outermost is the first.
 */
export function findExceededJsonBound(
  text: string,
  maxDepth: number = MAX_JSON_DEPTH,
  maxValues: number = MAX_JSON_VALUES,
): JsonBound | undefined {
  // Each level and each value needs a character of its own, and a name four.
  if (text.length <= maxDepth || !hasMoreThan(maxDepth, text)) {
    if (text.length <= maxValues / (NAMED / 4)) return undefined;
  }
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        if (depth > maxDepth) return 'depth';
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
        break;
      case COLON:
        values += NAMED - 1;
    }
    if (values > maxValues) return 'values';
  }
  return undefined;
}

/** Whether the text has more than `count` brackets or braces that open, those in strings included. */
function hasMoreThan(count: number, text: string): boolean {
  let found = 0;
  for (const bracket of '[{') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > count) return true;
    }
  }
  return false;
}

/** Where the string that begins at `start` ends; the end of the text when it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
