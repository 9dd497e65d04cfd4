import { exchanges, queues, topology } from '@warren/testing';
import { WarrenError } from '@warren/model';
import type { Delivery } from '../messages/delivery';
import type { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { SendOutcome } from '../messages/outgoing-message';
import { Publisher } from './publisher';

const cause = {
  ...{ messageId: 'm', queue: 'mensajes', exchange: '', routingKey: 'mensajes' },
  ...{ hasGivenId: false, attempt: 1, redeliveries: 0, redrives: 0, headers: {} },
} as Delivery;

describe('publishing the next event', () => {
  const sendPatiently = jest.fn<Promise<SendOutcome>, []>();
  const confirms = {
    sendPatiently,
    whyUnavailable: jest.fn<string | undefined, [string]>(),
    restoreQueue: jest.fn<Promise<void>, [string]>(),
  };
  let publisher: Publisher;
  const publish = (): Promise<unknown> =>
    publisher.publishNext(cause, exchanges.direct, 'info', { id: '1', tipo: 'T', payload: {} });

  beforeEach(() => {
    publisher = new Publisher(confirms as unknown as ConfirmPublisher, topology);
    confirms.whyUnavailable.mockReset();
    confirms.restoreQueue.mockReset().mockResolvedValue(undefined);
  });

  it.each([
    ['too large', () => Promise.reject(new WarrenError('too_large', 'no')), 'too_large'],
    [
      'not encodable',
      () => Promise.reject(new WarrenError('invalid_request', 'no')),
      'invalid_request',
    ],
    [
      'forbidden',
      () => Promise.resolve({ kind: 'unknown', reason: '403', isForbidden: true } as const),
      'not_permitted',
    ],
  ])('is a permanent failure of its cause when that is %s', async (_, send, code) => {
    sendPatiently.mockImplementation(send);
    await expect(publish()).rejects.toMatchObject({ name: 'PermanentError', code });
  });

  it.each([
    ['queue_unavailable', 'its node is down'],
    ['refused', undefined],
  ])('asks for the queue of a nacked event, which is %s then', async (code, reason) => {
    let known: string | undefined;
    confirms.whyUnavailable.mockImplementation(() => known);
    confirms.restoreQueue.mockImplementation(() => {
      known = reason;
      return reason === undefined ? Promise.resolve() : Promise.reject(new Error(reason));
    });
    sendPatiently.mockResolvedValue({ kind: 'refused', reason: 'nacked', isNacked: true });
    await expect(publish()).rejects.toMatchObject({ code });
    expect(confirms.restoreQueue.mock.calls).toEqual([[queues.logsInfo.name]]);
  });

  it('asks for a full queue once for a wave of nacks', async () => {
    sendPatiently.mockResolvedValue({ kind: 'refused', reason: 'nacked', isNacked: true });
    await Promise.allSettled(Array.from({ length: 100 }, () => publish()));
    await expect(publish()).rejects.toMatchObject({ code: 'refused' });
    expect(confirms.restoreQueue).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['refused', { kind: 'refused', reason: 'full' }],
    ['outcome_unknown', { kind: 'unknown', reason: '404' }],
    // The topology has a queue for it, which the broker does not have now.
    ['queue_unavailable', { kind: 'unroutable' }],
  ] as const)('leaves its cause to another attempt when it is %s', async (code, outcome) => {
    sendPatiently.mockResolvedValue(outcome);
    await expect(publish()).rejects.toMatchObject({ code });
    await expect(publish()).rejects.not.toMatchObject({ name: 'PermanentError' });
  });
});
