/** Of every answer that may have to wait for its turn, in an OpenAPI document. */
export const OVERLOADED = {
  status: 503,
  description: 'Too many requests wait for such answers: `overloaded`, with `Retry-After`.',
};

/** The Link header (RFC 8288) of a list, in an OpenAPI document. */
export function linkHeader(page: string): {
  Link: { description: string; schema: { type: 'string' } };
} {
  const description = `\`rel="next"\`: ${page}, when there is one.`;
  return { Link: { description, schema: { type: 'string' } } };
}

/** An address with those of the parameters that are set. */
export function addressOf(path: string, query: object): string {
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, String(value)]);
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}
