import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import { EventLoopShare } from '@warren/platform';
import { HttpConfig } from '../config/http.config';
import { readBodies, type BodyRouteConfig } from './read-bodies';
import { sendProblem } from '../problems/send-problem';
import { toProblem } from '../problems/to-problem';

const JSON_TYPE = 'application/json';
const limitedTo = (bodyLimitBytes: number): HttpConfig =>
  Object.assign(new HttpConfig(), { bodyLimitBytes });

describe('reading bodies', () => {
  let app: FastifyInstance;

  beforeEach(() => {
    app = fastify();
    app.setErrorHandler((error, _request, reply) => sendProblem(reply, toProblem(error, '')));
    readBodies(app, limitedTo(100), new EventLoopShare());
    app.post('/json', ({ body }) => ({ body }));
    app.post('/text', ({ bodyText }) => ({ body: bodyText ?? 'none' }));
    app.post('/kept', { config: { keepsText: true } }, ({ bodyText }) => ({ body: bodyText }));
    const large = { jsonLimitBytes: 1_000 } satisfies BodyRouteConfig;
    app.post('/large', { config: large }, ({ body }) => ({ body }));
    const streamed = { ...large, streamedType: 'application/x-ndjson', takesJsonBytes: true };
    app.post('/stream', { config: streamed satisfies BodyRouteConfig }, ({ body }) => ({
      isStream: body instanceof Readable,
      body: Buffer.isBuffer(body) ? body.toString() : undefined,
    }));
  });

  afterEach(() => app.close());

  /** The body the route got; for a refusal, its code. */
  async function post(
    headers: Record<string, string>,
    payload: string | Readable | undefined,
    url = '/json',
  ): Promise<unknown> {
    const response = await app.inject({ method: 'POST', url, headers, payload });
    const answer = response.json<{ code?: string; body?: unknown; isStream?: boolean }>();
    if (answer.code !== undefined) expect(response.headers.connection).toBe('close');
    return answer.code ?? answer.isStream ?? answer.body;
  }

  it.each([
    JSON_TYPE,
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json ;x',
  ])('parses what is sent as %s', async (type) => {
    await expect(post({ 'content-type': type }, '{"a":"ñ"}')).resolves.toEqual({ a: 'ñ' });
  });

  it.each([
    ['another type', { 'content-type': 'text/plain' }, '{}', 'unsupported_media_type'],
    [
      'a type that begins alike',
      { 'content-type': 'application/jsonl' },
      '{}',
      'unsupported_media_type',
    ],
    ['NDJSON', { 'content-type': 'application/x-ndjson' }, '{}\n', 'unsupported_media_type'],
    [
      'a compressed body',
      { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' },
      '{}',
      'unsupported_media_type',
    ],
    ['no JSON', { 'content-type': JSON_TYPE }, '{', 'malformed_json'],
    ['a space', { 'content-type': JSON_TYPE }, ' ', 'malformed_json'],
    ['a prototype', { 'content-type': JSON_TYPE }, '{"__proto__":{}}', 'malformed_json'],
    ['too much', { 'content-type': JSON_TYPE }, `"${'x'.repeat(99)}"`, 'body_too_large'],
  ])('refuses %s', async (_, headers, payload, code) => {
    await expect(post(headers, payload)).resolves.toBe(code);
  });

  it('keeps the text where the route asks for it, and only there', async () => {
    const text = '{ "a": 1.0 }';
    await expect(post({ 'content-type': JSON_TYPE }, text, '/kept')).resolves.toBe(text);
    await expect(post({ 'content-type': JSON_TYPE }, text, '/text')).resolves.toBe('none');
  });

  it('refuses a body without a type, and lets a request without either through', async () => {
    const payload = Readable.from(['{}']);
    await expect(post({ 'transfer-encoding': 'chunked' }, payload)).resolves.toBe(
      'unsupported_media_type',
    );
    await expect(post({}, undefined)).resolves.toBeUndefined();
  });

  it.each([JSON_TYPE, 'text/plain', 'application/x-www-form-urlencoded', undefined])(
    'counts an empty body of the type %s as none, with a length or in chunks',
    async (type) => {
      const headers = { ...(type && { 'content-type': type }) };
      for (const url of ['/json', '/kept', '/large', '/stream']) {
        const chunked = { ...headers, 'transfer-encoding': 'chunked' };
        await expect(post({ ...headers, 'content-length': '0' }, '', url)).resolves.toBeFalsy();
        await expect(post(chunked, Readable.from([]), url)).resolves.toBeFalsy();
      }
    },
  );

  it('leaves the stream to a route that takes one, and its own limit to its JSON', async () => {
    const json = `"${'x'.repeat(900)}"`;
    await expect(post({ 'content-type': 'application/x-ndjson' }, '{}\n', '/stream')).resolves.toBe(
      true,
    );
    await expect(post({ 'content-type': JSON_TYPE }, json, '/stream')).resolves.toBe(false);
  });

  it('parses up to the limit of the route where it has one, and refuses more', async () => {
    const text = 'x'.repeat(998);
    const headers = { 'content-type': JSON_TYPE };
    await expect(post(headers, `"${text}"`, '/large')).resolves.toBe(text);
    await expect(post(headers, `"${text}x"`, '/large')).resolves.toBe('body_too_large');
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('refuses %s nested deeper than 80 levels, and takes 80', async (_, open, close) => {
    const nested = (levels: number): string => `${open.repeat(levels)}1${close.repeat(levels)}`;
    const large = fastify();
    large.setErrorHandler((error, _request, reply) => sendProblem(reply, toProblem(error, '')));
    readBodies(large, limitedTo(1_000_000), new EventLoopShare());
    large.post('/json', ({ body }) => ({ isObject: typeof body === 'object' }));
    const answers = [80, 81, 150_000].map((levels) =>
      large.inject({
        method: 'POST',
        url: '/json',
        headers: { 'content-type': JSON_TYPE },
        payload: nested(levels),
      }),
    );
    const [taken, over, far] = await Promise.all(answers);
    expect(taken?.json()).toEqual({ isObject: true });
    expect(over?.json()).toMatchObject({ code: 'invalid_request' });
    expect(far?.json()).toMatchObject({ detail: 'JSON is nested deeper than 80 levels' });
    await large.close();
  });
});
