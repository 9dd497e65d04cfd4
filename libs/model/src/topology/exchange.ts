/** The four exchange types of AMQP 0-9-1 (specification 3.1.3). */
export type ExchangeType = 'direct' | 'topic' | 'fanout' | 'headers';

/**
 * A durable exchange.
 *
 * `builtIn` marks the broker's default exchange: its name is the empty string, every queue is
 * bound to it by its own name, and it can neither be declared nor bound (specification 3.1.3.1).
 */
export interface Exchange<T extends ExchangeType = ExchangeType> {
  readonly name: string;
  readonly type: T;
  readonly builtIn: boolean;
}

/**
 * The arguments of a headers binding: which headers must match, and whether all or any of them.
 * Under `all` and `any` the broker leaves out headers that begin with `x-`; the two `-with-x` count
 * them too (RabbitMQ 3.10 and later).
 */
export interface HeadersMatch {
  readonly match: 'all' | 'any' | 'all-with-x' | 'any-with-x';
  readonly headers: Readonly<Record<string, string | number | boolean>>;
}

/** How a queue hangs on an exchange. `routingKey` is empty on fanout and headers exchanges. */
export interface Binding {
  readonly exchange: Exchange;
  readonly routingKey: string;
  readonly headers?: HeadersMatch;
}

/** Names an exchange of the given type. Nothing is declared here: the topology is data. */
export function exchange<T extends ExchangeType>(name: string, type: T): Exchange<T> {
  return { name, type, builtIn: false };
}

/** The broker's default exchange. */
export function defaultExchange(): Exchange<'direct'> {
  return { name: '', type: 'direct', builtIn: true };
}

/** Binds by routing key: exact on a direct exchange, a pattern with `*` and `#` on a topic one. */
export function bind(to: Exchange<'direct'> | Exchange<'topic'>, routingKey: string): Binding {
  return { exchange: to, routingKey };
}

/** Binds to a fanout exchange, which delivers everything to every queue. */
export function bindAll(to: Exchange<'fanout'>): Binding {
  return { exchange: to, routingKey: '' };
}

/** Binds by headers: `all` of them must be equal on the message, or `any` of them; see HeadersMatch. */
export function bindHeaders(
  to: Exchange<'headers'>,
  match: HeadersMatch['match'],
  headers: HeadersMatch['headers'],
): Binding {
  return { exchange: to, routingKey: '', headers: { match, headers } };
}
