/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Posts JSON (or, given a text or bytes, exactly those as JSON). */
export async function post(
  url: string,
  body: unknown,
  contentType = 'application/json',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return read(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': contentType, ...headers },
      body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    }),
  );
}

/** Gets JSON. */
export async function get(url: string): Promise<Answer> {
  return read(await fetch(url));
}

/** Where the page of this address says that the next one is; `undefined` on the last. */
export function nextPage(address: string, { headers }: Answer): string | undefined {
  const [, link] = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return link === undefined ? undefined : new URL(link, address).href;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown>,
  };
}

/** Runs `act` for each item, at most `width` at a time, and gives the results in order. */
export async function eachOf<T, R>(
  items: readonly T[],
  width: number,
  act: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const remaining = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of remaining) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}
