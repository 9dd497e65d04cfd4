import { commands } from '@warren/contracts';
import { get, post, startSystem, waitFor, type Answer, type RunningSystem } from '@warren/testing';

const { buildReport, chargePayment, quoteOrder } = commands;

describe('a request for a command', () => {
  let system: RunningSystem;
  let gatewayUrl: string;

  beforeAll(async () => {
    system = await startSystem();
    ({ gatewayUrl } = system);
  });

  afterAll(() => system.stop());

  const ask = (command: { name: string }, data: object, timeoutMs?: number): Promise<Answer> =>
    post(`${gatewayUrl}/rpc/${command.name}`, { data, timeoutMs });
  const said = (msg: string): unknown[] =>
    system.worker.lines.filter((line) => line.msg === msg).map(({ messageId }) => messageId);

  it('is refused before anything is sent when the command or its data is not valid', async () => {
    expect(await ask({ name: 'orders.cancel' }, {})).toMatchObject({
      status: 404,
      body: { code: 'unknown_command' },
    });
    expect(await ask(quoteOrder, { sku: 'MUG-1', quantity: 0, colour: 'red' })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        errors: expect.arrayContaining([
          expect.objectContaining({ pointer: '/data/quantity' }),
          expect.objectContaining({ pointer: '/data/colour' }),
        ]) as unknown,
      },
    });
    const { status, body } = await ask(quoteOrder, { sku: 'MUG-1', quantity: 1 }, 60_001);
    expect([status, body.errors]).toEqual([
      400,
      [expect.objectContaining({ pointer: '/timeoutMs' })],
    ]);
    expect(said('done')).toEqual([]);
  });

  it('brings its caller the error of the handler, with its code', async () => {
    const charge = (card: string): Promise<Answer> =>
      ask(chargePayment, { orderId: 'order-1', amountCents: 100, card });
    const done = await charge('tok_visa');
    expect(done).toMatchObject({ status: 200, body: { answer: { orderId: 'order-1' } } });
    expect(done.body.answer).toMatchObject({ chargeId: done.body.messageId });

    const declined = await charge('tok_declined');
    expect(declined).toMatchObject({
      status: 422,
      body: {
        type: '/problems/command_rejected',
        code: 'card_declined',
        detail: 'the bank declined the card',
      },
    });
    expect(declined.headers.get('content-type')).toContain('application/problem+json');
    const away = await charge('tok_bank_away');
    expect(away).toMatchObject({
      status: 503,
      body: { type: '/problems/command_unavailable', code: 'bank_away' },
    });
    expect(away.headers.get('retry-after')).toBe('1');
  });

  it('ends in 504 at its deadline, and the worker stops what it does', async () => {
    const { status, body } = await ask(buildReport, { month: '2026-10', seconds: 30 }, 500);
    expect([status, body.code, body.mayHaveRun]).toEqual([504, 'no_answer', true]);
    await waitFor('the handler to stop', () => said('report given up').includes(body.messageId));
  });

  it('is taken back when its caller hangs up', async () => {
    const before = said('report begun').length;
    const caller = new AbortController();
    const request = fetch(`${gatewayUrl}/rpc/${buildReport.name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data: { month: '2026-10', seconds: 60 }, timeoutMs: 60_000 }),
      signal: caller.signal,
    });
    const id = await waitFor('it to run', () => said('report begun')[before]);
    caller.abort();
    await expect(request).rejects.toThrow('aborted');
    await waitFor('it to be given up', () => said('cancelled').includes(id));
    expect(said('report given up')).toContain(id);
    await waitFor('the queue to be empty', () => system.vhost.management.areQueuesEmpty());
  });

  it('does what the examples of the documentation say', async () => {
    const { body } = await get(`${gatewayUrl}/openapi.json`);
    const { examples } = (body as unknown as Documented).paths['/rpc/{command}'].post.requestBody
      .content['application/json'];
    const answers = Object.entries(examples).map(async ([name, { summary, value }]) => {
      const [command] = summary.split(':');
      return [name, (await post(`${gatewayUrl}/rpc/${command}`, value)).status];
    });
    expect(await Promise.all(answers)).toEqual([
      ['quote', 200],
      ['report', 200],
      ['late', 504],
      ['charge', 200],
      ['declined', 422],
    ]);
  });
});

interface Documented {
  readonly paths: {
    readonly '/rpc/{command}': {
      readonly post: {
        readonly requestBody: {
          readonly content: {
            readonly 'application/json': {
              readonly examples: Record<string, { summary: string; value: object }>;
            };
          };
        };
      };
    };
  };
}
