import { Readable } from 'node:stream';
import { WorkerError } from './cli-errors';

/** Parameters of an address; what is not set is left out. */
export type Query = Readonly<Record<string, string | undefined>>;

/** A part of a list, page by page as the worker gave them. */
export interface Listed<T> {
  readonly pages: readonly (readonly T[])[];
  /** Whether the list continues behind them. */
  readonly hasMore: boolean;
}

/** Asks the worker over HTTP. Every method throws WorkerError, as one sentence for a person. */
export class WorkerClient {
  /**
   * @param url without a slash at its end.
   * @param operatorKey sent as Bearer when it is set.
   */
  constructor(
    private readonly url: string,
    private readonly operatorKey: string | undefined,
    private readonly signal: AbortSignal,
  ) {}

  async get<T>(path: string, query: Query = {}): Promise<T> {
    const response = await this.ask(`${this.url}${addressOf(path, query)}`, {});
    return (await response.json()) as T;
  }

  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.ask(`${this.url}${path}`, {})).arrayBuffer());
  }

  /**
   * The pages of a list that have its first `limit` items, and maybe some more: a page may be short,
   * or empty.
   *
   * @param query with `limit`, as the worker takes it.
   */
  async list<T>(path: string, query: Query & { readonly limit: string }): Promise<Listed<T>> {
    const limit = Number(query.limit);
    const pages: T[][] = [];
    let count = 0;
    let address: string | undefined = `${this.url}${addressOf(path, query)}`;
    do {
      const response: Response = await this.ask(address, {});
      const page = (await response.json()) as T[];
      pages.push(page);
      count += page.length;
      const [, next] = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
      address = next === undefined ? undefined : this.follow(next, address);
    } while (address !== undefined && count < limit);
    return { pages, hasMore: address !== undefined || count > limit };
  }

  async post<T>(path: string, body: object): Promise<T> {
    return (await (await this.send(path, body)).json()) as T;
  }

  /** The answer line by line, each as soon as it is there. Throws when it ends within a line. */
  async *lines<T>(path: string, body: object): AsyncGenerator<T> {
    const response = await this.send(path, body);
    if (!response.body) return;
    const input = Readable.fromWeb(response.body);
    try {
      let rest = '';
      for await (const text of input.setEncoding('utf8')) {
        const [first = '', ...others] = String(text).split('\n');
        const complete = others.length > 0 ? [rest + first, ...others.slice(0, -1)] : [];
        rest = others.at(-1) ?? rest + first;
        for (const line of complete) if (line !== '') yield JSON.parse(line) as T;
      }
    } catch (error) {
      throw new WorkerError('cut_off', `the answer of ${this.url} was cut off`, { cause: error });
    }
  }

  /** @throws WorkerError when the rest of a list would be on another server: that one gets no key. */
  private follow(link: string, from: string): string {
    const { href, origin } = new URL(link, from);
    if (origin === new URL(from).origin) return href;
    const words = `${this.url} refers to ${origin} for the rest of a list, and another server is not asked`;
    throw new WorkerError('foreign_link', words);
  }

  private send(path: string, body: object): Promise<Response> {
    return this.ask(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  private async ask(address: string, request: RequestInit): Promise<Response> {
    const { operatorKey, signal, url } = this;
    const headers = {
      ...(request.headers as Record<string, string> | undefined),
      ...(operatorKey !== undefined && { authorization: `Bearer ${operatorKey}` }),
    };
    const response = await fetch(address, { ...request, headers, signal }).catch(
      (error: unknown) => {
        throw toUnreachable(error, url);
      },
    );
    if (!response.ok) throw await toProblem(response);
    return response;
  }
}

function addressOf(path: string, query: Query): string {
  const set = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  );
  const parameters = new URLSearchParams(set).toString();
  return parameters === '' ? path : `${path}?${parameters}`;
}

function toUnreachable(error: unknown, url: string): WorkerError {
  const { cause } = error as { cause?: { code?: string } };
  const why = cause?.code ?? (error instanceof Error ? error.message : String(error));
  return new WorkerError(
    'unreachable',
    `no worker answers at ${url} (${why}): start one, or set WORKER_URL`,
    { cause: error },
  );
}

async function toProblem(response: Response): Promise<WorkerError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  const { code = 'unknown', detail = response.statusText } = problem;
  return new WorkerError(code, `the worker answered ${response.status} ${code}: ${detail}`);
}
