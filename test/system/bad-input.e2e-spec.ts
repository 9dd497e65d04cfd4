import { get, post, startSystem, waitFor, type RunningSystem } from '@warren/testing';

const event = { id: '1', tipo: 'T', payload: { a: 1 } };
const text = JSON.stringify(event);

describe('bad input', () => {
  let system: RunningSystem;
  let published = 0;

  beforeAll(async () => {
    system = await startSystem();
  });

  afterAll(() => system.stop());

  // After any bad input the next good request works.
  afterEach(async () => {
    const { status } = await post(`${system.gatewayUrl}/send`, event);
    if (status !== 202) throw new Error(`after it, a good event was answered ${status}`);
    published += 1;
  });

  /** Sends bytes as they are, which a well-behaved client would not, and reads the answer. */
  it.each([
    ['malformed JSON', '{"id":', 400, 'malformed_json'],
    ['an empty body', '', 400, 'invalid_request'],
    [
      'a prototype',
      '{"id":"1","tipo":"T","payload":{},"__proto__":{"x":1}}',
      400,
      'malformed_json',
    ],
    [
      'a prototype in disguise',
      '{"id":"1","tipo":"T","payload":{"\\u005f_proto__":{}}}',
      400,
      'malformed_json',
    ],
    [
      'a constructor prototype',
      '{"id":"1","tipo":"T","payload":{"constructor":{"prototype":{}}}}',
      400,
      'malformed_json',
    ],
    ['null', 'null', 400, 'invalid_request'],
    ['an array', '[]', 400, 'invalid_request'],
    ['a text', '"event"', 400, 'invalid_request'],
    ['a number', '42', 400, 'invalid_request'],
    ['no id', { ...event, id: undefined }, 400, 'invalid_request'],
    ['an empty id', { ...event, id: '' }, 400, 'invalid_request'],
    ['an id that is a number', { ...event, id: 1 }, 400, 'invalid_request'],
    ['a tipo over 255 bytes', { ...event, tipo: 'é'.repeat(128) }, 400, 'invalid_request'],
    [
      'bytes that are no UTF-8',
      Buffer.from('{"id":"\xf1","tipo":"T","payload":{}}', 'latin1'),
      400,
      'malformed_json',
    ],
    [
      'a number no double holds',
      '{"id":"1","tipo":"T","payload":{"n":1e400}}',
      400,
      'invalid_request',
    ],
    ['an option that is ours', { ...event, options: { json: '{}' } }, 400, 'invalid_request'],
    ['a tipo of half a surrogate pair', { ...event, tipo: 'a\ud83d' }, 400, 'invalid_request'],
    ['a payload that is an array', { ...event, payload: [] }, 400, 'invalid_request'],
    ['a payload that is a text', { ...event, payload: 'x' }, 400, 'invalid_request'],
    [
      'a payload nested 65 deep',
      `{"id":"1","tipo":"T","payload":{"a":${'['.repeat(64)}${']'.repeat(64)}}}`,
      400,
      'invalid_request',
    ],
    [
      'a payload nested 100,000 deep',
      `{"id":"1","tipo":"T","payload":{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}}`,
      400,
      'invalid_request',
    ],
    ['an unknown field', { ...event, exchange: 'amq.direct' }, 400, 'invalid_request'],
    ['an unknown option', { ...event, options: { userId: 'admin' } }, 400, 'invalid_request'],
    ['options that are a list', { ...event, options: [] }, 400, 'invalid_request'],
    [
      'a reserved header',
      { ...event, options: { headers: { 'x-death': 'y' } } },
      400,
      'invalid_request',
    ],
    [
      'a header of half a surrogate pair',
      { ...event, options: { headers: { lang: '\udc07' } } },
      400,
      'invalid_request',
    ],
    [
      'a header that copies',
      { ...event, options: { headers: { CC: 'etl.jobs' } } },
      400,
      'invalid_request',
    ],
    [
      'a header of ours',
      { ...event, options: { headers: { 'warren-attempt': 9 } } },
      400,
      'invalid_request',
    ],
    [
      'row 18: a body over the limit',
      { ...event, payload: { a: 'x'.repeat(262_144) } },
      413,
      'body_too_large',
    ],
  ])(
    '%s is answered as problem+json and publishes nothing (I14)',
    async (_, body, status, code) => {
      const answer = await post(`${system.gatewayUrl}/send`, body);
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it('keys that look like prototypes inside a payload arrive as they were sent', async () => {
    const odd = {
      ...event,
      id: 'odd',
      payload: { constructor: 'Acme', toString: 1, hasOwnProperty: [] },
    };
    const { status, body } = await post(`${system.gatewayUrl}/send`, odd);
    expect(status).toBe(202);
    const [message] = await waitFor('the message', async () => {
      const answer = await get(`${system.workerUrl}/messages?messageId=${String(body.messageId)}`);
      const found = answer.body as unknown as { payload: unknown }[];
      return found.length > 0 ? found : undefined;
    });
    expect(message?.payload).toEqual(odd.payload);
    published += 1;
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'multipart/form-data; boundary=x',
  ])('the content type %s is answered 415', async (contentType) => {
    expect(await post(`${system.gatewayUrl}/send`, text, contentType)).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });

  it.each([
    'inf*',
    'a.%23',
    'a b',
    'A',
    'a..b',
    '.a',
    'a.b.c.d.e.f.g.h.i',
    'x'.repeat(33),
    'x'.repeat(300),
    'a%0d%0ab',
  ])('the routing key "%s" is answered 400', async (key) => {
    expect(await post(`${system.gatewayUrl}/topic/${encodeURI(key)}`, event)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  });

  it('an address that cannot be decoded is answered 400 as problem+json', async () => {
    const answer = await post(`${system.gatewayUrl}/direct/%zz`, event);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });

  it('names every wrong field by its pointer', async () => {
    const { body } = await post(`${system.gatewayUrl}/send`, {
      id: 1,
      tipo: 'T',
      payload: {},
      extra: 1,
    });
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual(
      expect.arrayContaining(['/extra', '/id']),
    );
  });

  it('POST /headers without headers is answered 400', async () => {
    for (const body of [
      event,
      { ...event, options: {} },
      { ...event, options: { headers: null } },
    ]) {
      expect((await post(`${system.gatewayUrl}/headers`, body)).status).toBe(400);
    }
  });

  it('an address or method that is not there is answered 404 as problem+json', async () => {
    expect(await get(`${system.gatewayUrl}/send`)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('the meaning of a code is where its type points', async () => {
    const { body } = await post(`${system.gatewayUrl}/direct/nowhere`, event);
    expect(await get(`${system.gatewayUrl}${String(body.type)}`)).toMatchObject({
      status: 200,
      body: { code: 'unroutable', status: 422 },
    });
  });

  it('of all of it nothing but the good events has reached a queue (I14)', async () => {
    await waitFor('the queues to be empty', () => system.vhost.management.areQueuesEmpty());
    const { body } = await get(`${system.workerUrl}/messages?limit=1000`);
    expect(body).toHaveLength(published);
  });
});
