import { readHeaders } from '../parts/read-headers';
import type { Place, Way } from './publish.queries';

/** Where an event goes by a way: what the way decides, and what somebody wrote, or its example. */
export function readPlace(
  { exampleHeaders, exampleKey = '', exchange, routingKey, type }: Way,
  { headers, key }: { readonly key?: string | undefined; readonly headers?: string | undefined },
): Place {
  const example = (exampleHeaders ?? {}) as Place['headers'];
  const written = headers === undefined ? example : readHeaders(headers);
  return {
    exchange,
    routingKey: routingKey ?? key ?? exampleKey,
    headers: type === 'headers' ? written : {},
  };
}

const NEEDS_QUOTES = /^(true|false|-?\d+|".*")$/;

/** Headers as somebody writes them: `readHeaders` reads the same. */
export function writeHeaders(headers: Place['headers']): string {
  const pairs = Object.entries(headers).map(([name, value]) => {
    const isUnclear = typeof value === 'string' && NEEDS_QUOTES.test(value);
    return `${name}=${isUnclear ? `"${value}"` : String(value)}`;
  });
  return pairs.join(', ');
}
