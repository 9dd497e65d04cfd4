import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { routes, topology } from '@warren/contracts';
import {
  Contracts,
  Journal,
  Publisher,
  TOPOLOGY,
  UnknownOutcomeError,
  UnroutableError,
} from '@warren/messaging';
import { bootDesk } from '../desk.harness';
import { HandPublisher } from './hand-publisher';
import { PublishByHandController } from './publish-by-hand.controller';

const { direct, topic } = routes;
const event = { id: 'e1', tipo: 'T', payload: { valor: 1 } };
const asked = { exchange: direct.exchange.name, routingKey: 'info', event };

describe('an event that somebody publishes by hand', () => {
  const publish = jest.fn();
  const append = jest.fn();
  let app: NestFastifyApplication;

  beforeEach(async () => {
    jest.resetAllMocks();
    publish.mockImplementation((exchange: { name: string }, routingKey: string) => ({
      ...{ outcome: 'confirmed', messageId: 'm1', exchange: exchange.name, routingKey },
    }));
    const part = {
      module: class {},
      controllers: [PublishByHandController],
      providers: [HandPublisher],
    };
    app = await bootDesk(part, [
      [TOPOLOGY, topology],
      [Publisher, { publish }],
      [Contracts, new Contracts(topology)],
      [Journal, { append }],
    ]);
  });
  afterEach(() => app.close());

  const post = async (body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
    const answer = await app.inject({ method: 'POST', url: '/publishes', payload: body });
    return { status: answer.statusCode, body: answer.json() };
  };

  it('has ways to go, each with a key or headers that a queue is bound by', async () => {
    const { ways } = (await app.inject('/publishes/ways')).json<{ ways: object[] }>();
    expect(ways).toHaveLength(Object.keys(routes).length);
    expect(ways).toEqual(
      expect.arrayContaining([
        { way: 'send', exchange: '', type: 'direct', routingKey: 'mensajes' },
        { way: 'topic', exchange: 'events.topic', type: 'topic', exampleKey: 'orders.any.created' },
        {
          ...{ way: 'headers', exchange: 'events.headers', type: 'headers', routingKey: '' },
          exampleHeaders: { lang: 'es' },
        },
      ]),
    );
  });

  it('goes where it is to, as the event that it is, and stands in the audit with who and why', async () => {
    append.mockResolvedValue(undefined);
    const why = 'to see it';
    const answer = await post({ ...asked, headers: { lang: 'es' }, why });
    expect(answer).toEqual({
      status: 202,
      body: { outcome: 'confirmed', messageId: 'm1', ...at(asked) },
    });
    expect(publish.mock.calls).toEqual([
      [direct.exchange, asked.routingKey, event, { headers: { lang: 'es' }, client: '127.0.0.1' }],
    ]);
    expect(append).toHaveBeenCalledWith({
      ...{ kind: 'operated', action: 'publish', operationId: 'm1', why },
      ...{ target: 'events.direct info', result: 'confirmed' },
      ...{ by: 'local', from: '127.0.0.1', at: expect.any(Date) as unknown },
    });
  });

  it('is for later where it says when', async () => {
    append.mockResolvedValue(undefined);
    const deliverAt = new Date(Date.now() + 3_600_000);
    await post({ ...asked, deliverAt: deliverAt.toISOString() });
    expect(publish.mock.calls[0]).toMatchObject({ 3: { deliverAt } });
  });

  it('takes null for what is not given, and the key of a route that has one', async () => {
    append.mockResolvedValue(undefined);
    const none = { routingKey: null, headers: null, deliverAt: null, why: null };
    expect((await post({ exchange: '', event, ...none })).status).toBe(202);
    expect(publish.mock.calls).toEqual([
      [routes.send.exchange, 'mensajes', event, { headers: undefined, client: '127.0.0.1' }],
    ]);
    expect(append.mock.calls[0]).toMatchObject([{ why: undefined, target: 'mensajes' }]);
  });

  it.each([
    ['an exchange that no endpoint leads to', { exchange: 'dead-letters' }, 404],
    ['a queue that no endpoint leads to', { exchange: '', routingKey: 'journal' }, 404],
    ['a header that the broker obeys', { headers: { 'x-delay': 1 } }, 400],
    ['no event', { event: undefined }, 400],
    ['an event without a payload', { event: { id: 'e1', tipo: 'T' } }, 400],
    ['a field that is not known', { mandatory: false }, 400],
    ['a time that is none', { deliverAt: '2026-W01' }, 400],
    ['a time without a zone', { deliverAt: '2030-01-01T08:00' }, 400],
    ['a time that no delivery can be ahead', { deliverAt: '2999-01-01T08:00:00Z' }, 400],
    ['a key that no endpoint takes', { routingKey: 'orders.#' }, 400],
  ])('is refused with %s: nothing is sent, nor in the audit', async (_, change, status) => {
    expect((await post({ ...asked, ...change })).status).toBe(status);
    expect(publish).not.toHaveBeenCalled();
    expect(append).not.toHaveBeenCalled();
  });

  it('is refused with pointers where a queue would refuse it', async () => {
    const answer = await post({
      ...{ exchange: topic.exchange.name, routingKey: 'orders.eu.created' },
      event: { id: 'e1', tipo: 'ORDER_CREATED', payload: { total: -9 } },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: 'contract_violated',
      errors: [expect.objectContaining({ pointer: '/event/payload/total' })],
    });
    expect(publish).not.toHaveBeenCalled();
    expect(append).not.toHaveBeenCalled();
  });

  it('is not in the audit when it was not confirmed', async () => {
    publish.mockRejectedValue(new UnroutableError('m1', asked.exchange, asked.routingKey));
    expect(await post(asked)).toMatchObject({ status: 422, body: { code: 'unroutable' } });
    expect(append).not.toHaveBeenCalled();
  });

  it('is in the audit when it is not known what became of it', async () => {
    append.mockResolvedValue(undefined);
    publish.mockRejectedValue(new UnknownOutcomeError('m1', 'no answer'));
    expect(await post(asked)).toMatchObject({ status: 504, body: { messageId: 'm1' } });
    expect(append.mock.calls).toMatchObject([[{ operationId: 'm1', result: 'outcome unknown' }]]);
  });

  it('is for operators alone', async () => {
    const foreign = { 'x-forwarded-for': '10.0.0.1' };
    const request = {
      method: 'POST',
      url: '/publishes',
      payload: asked,
      headers: foreign,
    } as const;
    expect((await app.inject(request)).statusCode).toBe(403);
    expect(publish).not.toHaveBeenCalled();
  });

  it('is answered as confirmed though the audit does not take it, and the log says so', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    append.mockRejectedValue(new Error('away'));
    expect((await post(asked)).status).toBe(202);
    expect(warn).toHaveBeenCalledWith(
      expect.objectContaining({ messageId: 'm1' }),
      'it is published, and not in the audit',
    );
  });
});

function at({ exchange, routingKey }: typeof asked): object {
  return { exchange, routingKey };
}
