/**
 * Whether a topic exchange would route `routingKey` by `pattern`.
 *
 * Words are separated by dots; `*` stands for exactly one word, `#` for any number of them, none
 * included (AMQP 0-9-1 specification, 3.1.3.3). An empty key has no words, as RabbitMQ sees it.
 */
export function matchesTopic(pattern: string, routingKey: string): boolean {
  return matchesWords(toWords(pattern), toWords(routingKey));
}

function matchesWords(pattern: readonly string[], words: readonly string[]): boolean {
  const [expected, ...furtherPattern] = pattern;
  if (expected === undefined) return words.length === 0;
  const [word, ...furtherWords] = words;
  if (expected === '#') {
    return (
      matchesWords(furtherPattern, words) ||
      (word !== undefined && matchesWords(pattern, furtherWords))
    );
  }
  if (word === undefined || (expected !== '*' && expected !== word)) return false;
  return matchesWords(furtherPattern, furtherWords);
}

function toWords(key: string): string[] {
  return key === '' ? [] : key.split('.');
}
