import { queues, topology } from '@warren/contracts';
import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { ConfirmPublisher } from '../../publishing/confirm-publisher';
import { DeliveryProcessor } from './delivery-processor';
import type { QueueHandler } from '../handlers/queue-handler';
import type { DeliveryResult } from './delivery-result';

describe('processing a delivery', () => {
  const append = jest.fn(() => Promise.resolve());
  const has = jest.fn((queue: string, id: string) => id === `done in ${queue}`);
  const send = jest.fn(() => Promise.resolve({ kind: 'confirmed' }));
  const publisher = { send } as unknown as ConfirmPublisher;
  const processor = new DeliveryProcessor({ append, has }, publisher, topology);

  beforeEach(() => {
    jest.clearAllMocks();
  });

  function process(
    handle: QueueHandler['handle'],
    gone: AbortSignal,
    properties: object,
  ): Promise<DeliveryResult> {
    const message = {
      content: Buffer.from('{"id":"1","tipo":"T","payload":{}}'),
      fields: { exchange: '', routingKey: 'mensajes' },
      properties,
    } as unknown as ConsumeMessage;
    const handler = { name: 'H.run', queue: queues.mensajes, handle, stop: () => undefined };
    return processor.process(message, handler, gone);
  }

  it('sends no copy when the channel went while its handler ran and failed (I4)', async () => {
    const gone = new AbortController();
    const handle = (): void => {
      gone.abort();
      throw new Error('fails');
    };
    await expect(process(handle, gone.signal, { messageId: 'm1' })).rejects.toThrow();
    expect(send).not.toHaveBeenCalled();
  });

  it('records a success all the same: it is kept once however often it is recorded', async () => {
    const gone = new AbortController();
    await process(() => gone.abort(), gone.signal, { messageId: 'm1' });
    expect(append).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['given here', {}, true],
    ["the publisher's", { messageId: 'm1' }, undefined],
  ])('says in the log that an id was %s', async (_, properties, hasGivenId) => {
    const log = jest.spyOn(Logger.prototype, 'log');
    await process(() => undefined, new AbortController().signal, properties);
    const [details] = log.mock.calls.find(([, what]) => what === 'processed') as [object];
    expect((details as { hasGivenId?: boolean }).hasGivenId).toBe(hasGivenId);
    log.mockRestore();
  });
});
