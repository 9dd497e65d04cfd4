const [SPACE, TAB, LINE_FEED, RETURN, QUOTE] = [0x20, 0x09, 0x0a, 0x0d, 0x22];

/**
 * Whether it is certain that every reader of a JSON text reads what was parsed here: it has no name twice
 * in an object, of which readers take one or the other, and no whole number beyond 2^53 - 1, which some
 * keep and others round (RFC 8259, sections 4 and 6). Of a fraction with more digits than a double has,
 * some readers keep more.
 *
 * Every name in the text is followed by a colon that stands after a quote or after white space, and of a
 * name that stands twice only one is left of what was parsed. So as many such colons as names mean that
 * each stood once. A text inside may have such colons too: then it is not certain.
 *
 * @param parsed what the text was parsed to; not nested deeper than the stack is.
 */
export function isUnambiguousJson(text: string, parsed: object): boolean {
  return countColons(text) === countNames(parsed);
}

function countColons(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    switch (text.charCodeAt(at - 1)) {
      case QUOTE:
      case SPACE:
      case TAB:
      case LINE_FEED:
      case RETURN:
        count += 1;
    }
  }
  return count;
}

/** NaN where there is a number that readers may take for another. */
function countNames(value: object): number {
  const isList = Array.isArray(value);
  let count = 0;
  for (const name in value) {
    const each = (value as Record<string, unknown>)[name];
    if (!isList) count += 1;
    if (typeof each === 'number' && Math.abs(each) > Number.MAX_SAFE_INTEGER) return NaN;
    if (typeof each === 'object' && each !== null) count += countNames(each);
  }
  return count;
}
