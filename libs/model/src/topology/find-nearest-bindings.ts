import type { Topology } from './declared-topology';
import type { Binding, Exchange } from './exchange';
import { comparedHeaders, demandsAll, type MessageHeaders } from './match-headers';
import { toWords } from './match-topic';
import { listBindings } from './route-message';

/** AMQP carries a routing key of at most 255 bytes; nothing is near to a longer one. */
const KEY_LIMIT = 255;

/**
 * The bindings of `exchange` that come nearest to a message which reached no queue, the nearest
 * first and at most `limit`, as texts for a sentence such as "no queue is bound to `events.direct`
 * for `inf`; near: `info`".
 *
 * - direct, topic: the routing key of a binding, when at most half of its letters (those outside
 *   wildcards) would have to change;
 * - headers: `lang=es` or `env=prod or priority=high`, when the message has at least one of those
 *   headers, be it with another value. Text that reads like another kind of value is quoted.
 *
 * Empty when none is near, and always on a fanout exchange, where nothing depends on the message.
 */
export function findNearestBindings(
  topology: Topology,
  exchange: Exchange,
  routingKey: string,
  headers: MessageHeaders,
  limit = 3,
): string[] {
  const nearest = listBindings(topology, exchange)
    .map(({ binding }) => weigh(binding, routingKey, headers))
    .filter((candidate) => candidate !== undefined)
    .sort((one, other) => one.distance - other.distance);
  return [...new Set(nearest.map(({ text }) => text))].slice(0, limit);
}

interface Candidate {
  readonly text: string;
  readonly distance: number;
}

function weigh(
  binding: Binding,
  routingKey: string,
  headers: MessageHeaders,
): Candidate | undefined {
  switch (binding.exchange.type) {
    case 'direct':
    case 'topic':
      return weighKey(binding, routingKey);
    case 'headers':
      return weighHeaders(binding, headers);
    case 'fanout':
      return undefined;
  }
}

function weighKey({ exchange, routingKey: text }: Binding, key: string): Candidate | undefined {
  if (key.length > KEY_LIMIT) return undefined;
  const isTopic = exchange.type === 'topic';
  const distance = isTopic
    ? measureDistance(toWords(text), toWords(key), WORDS)
    : measureDistance([...text], [...key], LETTERS);
  const letters = isTopic ? text.replace(/[*#.]/g, '') : text;
  return distance <= letters.length / 2 ? { text, distance } : undefined;
}

/** Nearer by each header that matches; among equals, by each that is there with another value. */
function weighHeaders(
  { headers: wanted }: Binding,
  headers: MessageHeaders,
): Candidate | undefined {
  const compared = comparedHeaders(wanted);
  const present = compared.filter(([name]) => headers[name] !== undefined);
  if (present.length === 0) return undefined;
  const equal = present.filter(([name, value]) => headers[name] === value);
  const text = compared
    .map(([name, value]) => `${name}=${showValue(value)}`)
    .join(demandsAll(wanted) ? ' and ' : ' or ');
  return { text, distance: -equal.length - present.length / (compared.length + 1) };
}

function showValue(value: string | number | boolean): string {
  const isAmbiguous = typeof value === 'string' && /^(true|false|[-+.\d].*|)$/.test(value);
  return isAmbiguous ? JSON.stringify(value) : String(value);
}

/** What it costs to turn what was expected into what was given, step by step. */
interface EditCosts {
  missing(expected: string): number;
  extra(given: string, expected?: string): number;
  changed(expected: string, given: string): number;
}

const LETTERS: EditCosts = {
  missing: () => 1,
  extra: () => 1,
  changed: (expected, given) => (expected === given ? 0 : 1),
};

/** A word counts as its letters and its dot; `*` is any one word, `#` any number of them. */
const WORDS: EditCosts = {
  missing: (expected) => (expected === '#' ? 0 : expected.length + 1),
  extra: (given, expected) => (expected === '#' ? 0 : given.length + 1),
  changed: (expected, given) =>
    expected === '#' || expected === '*' ? 0 : measureDistance([...expected], [...given], LETTERS),
};

/** The Levenshtein distance, row by row: `row[n]` is that from what was read so far to `n` given. */
function measureDistance(
  expected: readonly string[],
  given: readonly string[],
  costs: EditCosts,
): number {
  let row = [0];
  for (const [n, item] of given.entries()) row.push((row[n] as number) + costs.extra(item));
  for (const wanted of expected) {
    const next = [(row[0] as number) + costs.missing(wanted)];
    for (const [n, item] of given.entries()) {
      const missing = (row[n + 1] as number) + costs.missing(wanted);
      const extra = (next[n] as number) + costs.extra(item, wanted);
      const changed = (row[n] as number) + costs.changed(wanted, item);
      next.push(Math.min(missing, extra, changed));
    }
    row = next;
  }
  return row[given.length] as number;
}
