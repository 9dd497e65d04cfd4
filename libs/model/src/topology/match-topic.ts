/**
 * Whether a topic exchange would route `routingKey` by `pattern`.
 *
 * Words are separated by dots; `*` stands for exactly one word, `#` for any number of them, none
 * included (AMQP 0-9-1 specification, 3.1.3.3). As RabbitMQ sees it, an empty key has no words, and
 * a word may be empty: `a.` has two. The work is at most words of the pattern times words of the key.
 */
export function matchesTopic(pattern: string, routingKey: string): boolean {
  const words = toWords(routingKey);
  let taken = [true, ...words.map(() => false)];
  for (const expected of toWords(pattern)) taken = takeNext(expected, words, taken);
  return taken[words.length] === true;
}

/** The words between the dots; none in an empty key. */
export function toWords(key: string): string[] {
  return key === '' ? [] : key.split('.');
}

/**
 * `before[n]` says whether the pattern so far can take exactly the first `n` words; so does the
 * result, with `expected` added to the pattern.
 */
function takeNext(
  expected: string,
  words: readonly string[],
  before: readonly boolean[],
): boolean[] {
  const any = expected === '#';
  const after = [any && before[0] === true];
  for (const [n, word] of words.entries()) {
    const one = expected === '*' || expected === word;
    after.push(any ? before[n + 1] || after[n] === true : one && before[n] === true);
  }
  return after;
}
