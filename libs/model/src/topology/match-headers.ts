import type { HeadersMatch } from './exchange';

/** The headers of a message as JSON has them. Tables, lists and null equal nothing a binding asks for. */
export type MessageHeaders = Readonly<Record<string, unknown>>;

type Comparison = readonly [name: string, value: string | number | boolean];

/** What the broker takes a headers binding without arguments for: everything matches it. */
const WITHOUT_ARGUMENTS: HeadersMatch = { match: 'all', headers: {} };

/**
 * Whether a headers exchange would route a message with these headers by this binding.
 *
 * Values must be equal in kind as well: the number 1 is neither the text `1` nor `true`, while 1
 * and 1.0 are one number, in every width of the wire. With nothing left to compare, `all`
 * matches every message and `any` none (RabbitMQ 3.10.8, rabbit_exchange_type_headers).
 */
export function matchesHeaders(wanted: HeadersMatch | undefined, headers: MessageHeaders): boolean {
  const compared = comparedHeaders(wanted);
  const isEqual = ([name, value]: Comparison): boolean => headers[name] === value;
  return demandsAll(wanted) ? compared.every(isEqual) : compared.some(isEqual);
}

/** Whether every compared header must match, rather than one of them. */
export function demandsAll({ match }: HeadersMatch = WITHOUT_ARGUMENTS): boolean {
  return match === 'all' || match === 'all-with-x';
}

/** The headers of a binding that the broker compares: those with `x-` only where `match` says so. */
export function comparedHeaders({ match, headers } = WITHOUT_ARGUMENTS): Comparison[] {
  const withX = match === 'all-with-x' || match === 'any-with-x';
  return Object.entries(headers).filter(
    ([name]) => name !== 'x-match' && (withX || !name.startsWith('x-')),
  );
}
