import { routeMessage, type Exchange, type Topology } from '@warren/model';
import {
  MAX_IN_REPORT,
  PUBLISH_OUTCOMES,
  type PublishCounts,
  type PublishOutcome,
} from '../../records/published-record';

/** Routing keys whose pattern is known, of all exchanges; then all are forgotten. */
const MAX_KEYS = 1_000;

const NO_BINDING = '(no binding)';
const OTHER = '(other)';

type Counter = { exchange: string; pattern: string } & Record<PublishOutcome, number>;

/**
 * Counts publishes by exchange and by the key of the binding that they fit first. Names come from the
 * topology alone: no client can make many, or any name.
 */
export class PatternCounts {
  private readonly counters: Counter[] = [];
  private readonly keys = new Map<string, Map<string, Counter>>();
  private keyCount = 0;

  constructor(private readonly topology: Topology) {}

  count(exchange: Exchange, routingKey: string, outcome: PublishOutcome): void {
    const counter = this.keys.get(exchange.name)?.get(routingKey);
    (counter ?? this.remember(exchange, routingKey))[outcome] += 1;
  }

  /** What was counted since the last call. */
  drain(): PublishCounts[] {
    const used = this.counters.filter((each) => PUBLISH_OUTCOMES.some((name) => each[name] > 0));
    return used.map((counter) => {
      const { exchange, pattern } = counter;
      const counts: Partial<Record<PublishOutcome, number>> = {};
      for (const name of PUBLISH_OUTCOMES) {
        if (counter[name] > 0) counts[name] = counter[name];
        counter[name] = 0;
      }
      return { exchange, pattern, ...counts };
    });
  }

  private remember(exchange: Exchange, routingKey: string): Counter {
    if (this.keyCount >= MAX_KEYS) {
      this.keys.clear();
      this.keyCount = 0;
    }
    const counter = this.counterOf(exchange.name, patternOf(this.topology, exchange, routingKey));
    const keys = this.keys.get(exchange.name) ?? new Map<string, Counter>();
    this.keys.set(exchange.name, keys.set(routingKey, counter));
    this.keyCount += 1;
    return counter;
  }

  private counterOf(exchange: string, pattern: string): Counter {
    const known = this.counters.find(
      (each) => each.exchange === exchange && each.pattern === pattern,
    );
    if (known) return known;
    // One place is for the others.
    if (this.counters.length >= MAX_IN_REPORT.counts - 1 && exchange !== OTHER) {
      return this.counterOf(OTHER, OTHER);
    }
    const none = { confirmed: 0, unroutable: 0, refused: 0, unknown: 0 };
    const counter: Counter = { exchange, pattern, ...none };
    this.counters.push(counter);
    return counter;
  }
}

function patternOf(topology: Topology, exchange: Exchange, routingKey: string): string {
  if (exchange.type === 'fanout' || exchange.type === 'headers') return '';
  const [first] = routeMessage(topology, exchange, routingKey, {}).bindings;
  return first?.routingKey ?? NO_BINDING;
}
