import { headers as names, WarrenError } from '@warren/model';
import { topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import type { OutgoingMessage, SendOutcome } from '../messages/outgoing-message';
import { RefusedError, UnroutableError } from '../messages/publish-errors';
import { readDelivery } from '../decoding/read-delivery';
import { sendCopy } from './send-copy';
import type { FailedDelivery } from './write-copy';

const message = {
  content: Buffer.from('{}'),
  fields: { exchange: '', routingKey: 'etl.jobs' },
  properties: { messageId: 'm1', appId: 'theirs', headers: { lang: 'es' } },
} as unknown as ConsumeMessage;

const failed: FailedDelivery = {
  message,
  delivery: readDelivery(message, 'etl.jobs'),
  handler: 'H.run',
  decision: { kind: 'dead-letter', failure: { code: 'no', message: 'no' } },
  failedAt: new Date(0),
};

describe('sending the copy of a failed delivery', () => {
  const send = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();
  const restoreTopology = jest.fn(() => Promise.resolve());

  beforeEach(() => {
    jest.resetAllMocks();
  });

  const sending = (of = failed): Promise<void> =>
    sendCopy(of, topology, { send, restoreTopology }, {});

  it('is done when a queue has it', async () => {
    send.mockResolvedValue({ kind: 'confirmed' });
    await sending();
    expect(send.mock.calls.map(([{ properties }]) => properties.appId)).toEqual(['theirs']);
  });

  it('keeps the body, the id and our headers of what cannot be encoded', async () => {
    send.mockRejectedValueOnce(new WarrenError('invalid_request', 'cannot be sent'));
    send.mockResolvedValueOnce({ kind: 'confirmed' });
    await sending({ ...failed, stack: 'at a\n'.repeat(800) });
    const [, [least]] = send.mock.calls as [unknown, [OutgoingMessage]];
    expect(least.body).toBe(message.content);
    expect(least.properties).toMatchObject({ messageId: 'm1', persistent: true, mandatory: true });
    expect(least.properties.headers).toMatchObject({
      [names.failureCode]: 'no',
      [names.attempt]: 1,
      [names.headersLeftOut]: 1,
    });
    expect(least.properties.headers).not.toHaveProperty('lang');
    // With it the headers may be larger than a small `frame_max`.
    expect(least.properties.headers).not.toHaveProperty(names.failureStack);
    expect(least.properties.appId).toBeUndefined();
  });

  it('does not take less when the broker only refused', async () => {
    send.mockResolvedValue({ kind: 'refused', reason: 'away' });
    await expect(sending()).rejects.toBeInstanceOf(RefusedError);
    expect(send).toHaveBeenCalledTimes(1);
    expect(restoreTopology).not.toHaveBeenCalled();
  });

  it('makes sure of the topology when its queue is not there, for the next try', async () => {
    send.mockResolvedValue({ kind: 'unroutable' });
    await expect(sending()).rejects.toBeInstanceOf(UnroutableError);
    expect(restoreTopology).toHaveBeenCalledTimes(1);
  });
});
