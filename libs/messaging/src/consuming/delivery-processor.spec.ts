import { queues, topology } from '@warren/contracts';
import { Logger } from '@nestjs/common';
import type { ConsumeMessage } from 'amqplib';
import type { ConfirmPublisher } from '../publishing/confirm-publisher';
import { DeliveryProcessor } from './delivery-processor';
import type { Handler } from './handles.decorator';

describe('processing a delivery', () => {
  const append = jest.fn(() => Promise.resolve());
  const send = jest.fn(() => Promise.resolve({ kind: 'confirmed' }));
  const publisher = { send } as unknown as ConfirmPublisher;
  const processor = new DeliveryProcessor({ append }, publisher, topology);

  beforeEach(() => {
    jest.clearAllMocks();
  });

  function process(handle: Handler, gone: AbortSignal, properties: object): Promise<void> {
    const message = {
      content: Buffer.from('{"id":"1","tipo":"T","payload":{}}'),
      fields: { exchange: '', routingKey: 'mensajes' },
      properties,
    } as unknown as ConsumeMessage;
    return processor.process(message, { name: 'H.run', queue: queues.mensajes, handle }, gone);
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
