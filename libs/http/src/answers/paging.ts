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

/**
 * The address of another page of the same list, with those of the parameters that are set, a list of
 * values as one parameter each. It is relative to the list, so that it leads there under any path at
 * which a proxy serves this app.
 */
export function pageAddress(query: object): string {
  const parameters = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) =>
      [value].flat().map((each): [string, string] => [name, String(each)]),
    );
  return `?${new URLSearchParams(parameters).toString()}`;
}
