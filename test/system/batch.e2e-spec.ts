import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { post, startSystem, type RunningSystem } from '@warren/testing';
import { connect, type Channel, type ChannelModel } from 'amqplib';

interface Result {
  index: number;
  outcome: string;
  messageId?: string;
  problem?: { code: string };
}

const entry = (id: string, extra: object = {}): object => ({
  exchange: 'direct',
  routingKey: 'batch',
  event: { id, tipo: 'B', payload: {} },
  ...extra,
});
const toLine = (value: object): string => `${JSON.stringify(value)}\n`;

describe('a batch', () => {
  let system: RunningSystem;
  let connection: ChannelModel;
  let channel: Channel;
  let queue: string;

  beforeAll(async () => {
    system = await startSystem();
    connection = await connect(system.vhost.url);
    channel = await connection.createChannel();
  });

  beforeEach(async () => {
    queue = (await channel.assertQueue('', { exclusive: true })).queue;
    await channel.bindQueue(queue, 'events.direct', 'batch');
  });

  afterEach(() => channel.deleteQueue(queue));

  afterAll(async () => {
    await connection.close();
    await system.stop();
  });

  /** Streams the body and gives the results as they come. */
  function send(body: Readable, headers: Record<string, string> = {}): AsyncIterable<string> {
    const results = new Readable({ read: () => undefined, encoding: 'utf8' });
    const outgoing = request(
      `${system.gatewayUrl}/batch`,
      { method: 'POST', headers: { 'content-type': 'application/x-ndjson', ...headers } },
      (answer) => {
        answer.on('data', (chunk: Buffer) => results.push(chunk));
        answer.on('end', () => results.push(null));
      },
    );
    outgoing.on('error', (error) => results.destroy(error));
    body.pipe(outgoing);
    return createInterface({ input: results });
  }

  async function resultsOf(
    body: Readable,
    headers: Record<string, string> = {},
  ): Promise<Result[]> {
    const results: Result[] = [];
    for await (const line of send(body, headers)) results.push(JSON.parse(line) as Result);
    return results;
  }

  async function received(): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const message = await channel.get(queue, { noAck: true });
      if (!message) return ids;
      ids.push((JSON.parse(message.content.toString()) as { id: string }).id);
    }
  }

  it('publishes every line in order and answers each in order', async () => {
    const ids = Array.from({ length: 500 }, (_, n) => String(n));
    const results = await resultsOf(Readable.from(ids.map((id) => toLine(entry(id)))));
    expect(results.map(({ index }) => index)).toEqual(ids.map(Number));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['confirmed']));
    expect(new Set(results.map(({ messageId }) => messageId)).size).toBe(500);
    expect(await received()).toEqual(ids);
  });

  it('lets one bad line hurt none of its neighbours', async () => {
    const bad: [string, string, string][] = [
      ['{"exchange":', 'invalid', 'malformed_json'],
      ['{"a":{"__proto__":1}}', 'invalid', 'malformed_json'],
      ['null', 'invalid', 'invalid_request'],
      ['[]', 'invalid', 'invalid_request'],
      [JSON.stringify(entry('x', { exchange: 'amq.direct' })), 'invalid', 'invalid_request'],
      [JSON.stringify(entry('x', { routingKey: undefined })), 'invalid', 'invalid_request'],
      [JSON.stringify(entry('x', { routingKey: '#' })), 'invalid', 'invalid_request'],
      [JSON.stringify(entry('x', { exchange: 'fanout' })), 'invalid', 'invalid_request'],
      [
        JSON.stringify(entry('x', { exchange: 'headers', routingKey: undefined })),
        'invalid',
        'invalid_request',
      ],
      [JSON.stringify(entry('x', { unknown: 1 })), 'invalid', 'invalid_request'],
      [JSON.stringify(entry('x', { options: { priority: 99 } })), 'invalid', 'invalid_request'],
      [
        JSON.stringify(entry('x', { event: { id: 'x', tipo: '\ud83d', payload: {} } })),
        'invalid',
        'invalid_request',
      ],
      [JSON.stringify(entry('x', { routingKey: 'nowhere' })), 'unroutable', 'unroutable'],
      [JSON.stringify(entry('x'.repeat(300_000))), 'invalid', 'body_too_large'],
    ];
    const lines = bad.flatMap(([text], n) => [`${text}\n`, toLine(entry(String(n)))]);
    const results = await resultsOf(Readable.from(lines));
    expect(results.map(({ outcome, problem }) => [outcome, problem?.code])).toEqual(
      bad.flatMap(([, outcome, code]) => [
        [outcome, code],
        ['confirmed', undefined],
      ]),
    );
    expect(await received()).toEqual(bad.map((_, n) => String(n)));
  });

  it('refuses a line that is not UTF-8, and it alone', async () => {
    const lines = ['1', 'ñ', '2'].map((id) => Buffer.from(toLine(entry(id)), 'latin1'));
    const results = await resultsOf(Readable.from(lines));
    expect(results.map(({ outcome, problem }) => [outcome, problem?.code])).toEqual([
      ['confirmed', undefined],
      ['invalid', 'malformed_json'],
      ['confirmed', undefined],
    ]);
    expect(await received()).toEqual(['1', '2']);
  });

  it('answers a line before the next one is sent', async () => {
    const body = new Readable({ read: () => undefined });
    const results = send(body)[Symbol.asyncIterator]();
    for (let n = 0; n < 3; n += 1) {
      body.push(toLine(entry(String(n))));
      const { value } = (await results.next()) as { value: string };
      expect(JSON.parse(value)).toMatchObject({ index: n, outcome: 'confirmed' });
    }
    body.push(null);
    expect((await results.next()).done).toBe(true);
  });

  it('gives a repeat with the same Idempotency-Key the same message ids', async () => {
    const lines = ['a', 'b'].map((id) => toLine(entry(id)));
    const key = { 'idempotency-key': 'batch-1' };
    const first = await resultsOf(Readable.from(lines), key);
    expect(await resultsOf(Readable.from(lines), key)).toEqual(first);
    expect(first[0]?.messageId).not.toBe(first[1]?.messageId);
  });

  it('only says with dryRun where each entry would go', async () => {
    const entries = [entry('1', { routingKey: 'info' }), entry('2', { routingKey: 'nowhere' })];
    const answer = await post(`${system.gatewayUrl}/batch?dryRun=true`, entries);
    const results = String(answer.body.text).trim().split('\n');
    expect(results.map((line) => (JSON.parse(line) as { queues: string[] }).queues)).toEqual([
      ['logs.info'],
      [],
    ]);
    const spied = await post(`${system.gatewayUrl}/batch?dryRun=true`, [entry('3')]);
    expect(spied.status).toBe(200);
    expect(await received()).toEqual([]);
  });

  it('may be a JSON array of at most 1,000 entries', async () => {
    const entries = Array.from({ length: 1_000 }, (_, n) =>
      entry(String(n), {
        event: { id: String(n), tipo: 'B', payload: { text: 'x'.repeat(1_000) } },
      }),
    );
    const answer = await post(`${system.gatewayUrl}/batch`, entries);
    expect(answer.status).toBe(200);
    expect(await received()).toHaveLength(1_000);
    expect(await post(`${system.gatewayUrl}/batch`, [...entries, entry('x')])).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
    expect((await post(`${system.gatewayUrl}/batch`, { not: 'a list' })).status).toBe(400);
  });

  it('that is an array keeps one entry that is too long from its neighbours', async () => {
    const entries = [entry('1'), entry('x'.repeat(300_000)), entry('2')];
    const answer = await post(`${system.gatewayUrl}/batch`, entries);
    const codes = String(answer.body.text)
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as Result).problem?.code);
    expect(codes).toEqual([undefined, 'body_too_large', undefined]);
    expect(await received()).toEqual(['1', '2']);
  });

  it('ends when a line has begun and does not come to its end', async () => {
    const body = new Readable({ read: () => undefined });
    body.push(`${toLine(entry('1'))}{"exchange":`);
    const drip = setInterval(() => body.push(' '), 500);
    const results: Result[] = [];
    try {
      for await (const line of send(body)) results.push(JSON.parse(line) as Result);
    } finally {
      clearInterval(drip);
      body.destroy();
    }
    expect(results.map(({ problem }) => problem?.code)).toEqual([undefined, 'request_too_slow']);
  });

  it('is taken on no other address, and in no other type', async () => {
    const line = toLine(entry('1'));
    const ndjson = 'application/x-ndjson';
    expect((await post(`${system.gatewayUrl}/send`, line, ndjson)).status).toBe(415);
    expect((await post(`${system.gatewayUrl}/batch`, line, 'text/csv')).status).toBe(415);
  });
});
