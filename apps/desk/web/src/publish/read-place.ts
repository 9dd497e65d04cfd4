import { readHeaders } from '../parts/read-headers';
import type { Place, Way } from './publish.queries';

/** Where an event goes by a way: what the way decides, and what somebody wrote, or its example. */
export function readPlace(
  { exampleHeaders, exampleKey = '', exchange, routingKey }: Way,
  { headers, key }: { readonly key?: string | undefined; readonly headers?: string | undefined },
): Place {
  const example = (exampleHeaders ?? {}) as Place['headers'];
  return {
    exchange,
    routingKey: routingKey ?? key ?? exampleKey,
    headers: headers === undefined ? example : readHeaders(headers),
  };
}

/** Headers as somebody writes them. */
export function writeHeaders(headers: Place['headers']): string {
  const pairs = Object.entries(headers).map(([name, value]) => `${name}=${String(value)}`);
  return pairs.join(', ');
}
