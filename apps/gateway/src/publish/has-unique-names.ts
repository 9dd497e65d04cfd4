const [SPACE, TAB, LINE_FEED, RETURN, QUOTE] = [0x20, 0x09, 0x0a, 0x0d, 0x22];

/**
 * Whether it is certain that no object in a JSON text has a name twice. Readers differ in which of the
 * two they take (RFC 8259, section 4), so such a text may say something else to another reader.
 *
 * Every name in the text is followed by a colon that stands after a quote or after white space, and of a
 * name that stands twice only one is left of what was parsed. So as many such colons as names mean that
 * each stood once. A text inside may have such colons too: then it is not certain.
 *
 * @param parsed what the text was parsed to; nested as deep as the stack is at most.
 */
export function hasUniqueNames(text: string, parsed: object): boolean {
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

function countNames(value: object): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const each of value as unknown[]) if (isNested(each)) count += countNames(each);
    return count;
  }
  for (const name in value) {
    const each = (value as Record<string, unknown>)[name];
    count += isNested(each) ? 1 + countNames(each) : 1;
  }
  return count;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
