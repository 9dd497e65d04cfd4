import type { Steps } from '@warren/platform';

/** About how many bytes a page has at most; one item that is larger comes alone. */
export const PAGE_BYTES = 4_194_304;

/** A page of a list before it is written. */
export interface ListPage<T> {
  /** Those that must not be left out first. */
  readonly items: readonly T[];
  /** An item as JSON. */
  readonly write: (item: T) => string;
  /** The last that fits comes first in the answer. */
  readonly isReversed?: boolean;
  /** Never cut: what it is made from has a bound of its own. */
  readonly isWhole?: boolean;
  /** The address of the page behind the first `count` items; undefined: there is none. */
  readonly nextAfter?: (count: number) => string | undefined;
}

/** The body of an answer, and the address of the page that follows it. */
export interface WrittenAnswer {
  readonly body: Buffer;
  /** Default: JSON. */
  readonly type?: string;
  readonly next?: string;
}

const [OPEN, COMMA, CLOSE] = ['[', ',', ']'].map((text) => Buffer.from(text)) as [
  Buffer,
  Buffer,
  Buffer,
];

/** Writes a list item by item, up to PAGE_BYTES; the address of the next page leads to what is left. */
export function* writeList<T>(page: ListPage<T>, most: number = PAGE_BYTES): Steps<WrittenAnswer> {
  const { isReversed, isWhole, items, nextAfter, write } = page;
  const written: Buffer[] = [];
  let bytes = 0;
  for (const item of items) {
    const text = Buffer.from(write(item));
    bytes += text.length;
    if (bytes > most && written.length > 0 && !isWhole) break;
    written.push(text);
    yield;
  }
  const next = nextAfter?.(written.length);
  if (isReversed) written.reverse();
  const parts = written.flatMap((text, index) => (index === 0 ? [text] : [COMMA, text]));
  return { body: Buffer.concat([OPEN, ...parts, CLOSE]), next };
}
