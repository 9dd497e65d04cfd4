import { headers as names, WarrenError } from '@warren/model';
import { topology } from '@warren/testing';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { PostponedError } from '../../messages/handler-errors';
import type { DeliveryResult } from '../../messages/delivery-result';
import { mocks, process, resetProcessing } from './processing.harness';

const scheduled = topology.queues.find(({ name }) => name === topology.schedule.queue);

function postpone(delayMs: number, properties: object): Promise<DeliveryResult> {
  const handle = (): void => {
    throw new PostponedError(delayMs);
  };
  return process(handle, new AbortController().signal, properties, undefined, scheduled);
}

describe('a delivery that is put off', () => {
  const { append, send } = mocks;

  beforeEach(resetProcessing);

  it('sends what is put off into the delay stages as the same attempt, and records nothing of it', async () => {
    const properties = { messageId: 'm1', headers: { [names.attempt]: 2 } };
    const result = await postpone(1_600, properties);
    expect(result).toEqual({ kind: 'postponed' });
    const [[copy]] = send.mock.calls as [[OutgoingMessage]];
    expect(copy).toMatchObject({ exchange: '', routingKey: 'delay.stage.04' });
    expect(copy.properties.headers).toMatchObject({ [names.attempt]: 2 });
    expect(append).not.toHaveBeenCalled();
  });

  it('is not done with what is put off until the broker has confirmed the copy (I2)', async () => {
    send.mockResolvedValueOnce({ kind: 'refused', reason: 'away' });
    await postpone(100, { messageId: 'm1' });
    expect(send).toHaveBeenCalledTimes(2);
  });

  it.each<[string, () => Promise<SendOutcome>, number]>([
    ['is too large', () => Promise.reject(new WarrenError('too_large', 'no')), 1],
    [
      'may not be sent there',
      () => Promise.resolve({ kind: 'unknown', reason: '403', isForbidden: true }),
      2,
    ],
  ])('is left to the dead letters of the broker when its copy %s (I16)', async (_, sent, times) => {
    send.mockImplementation(sent);
    const result = await postpone(1_600, { messageId: 'm1' });
    expect(result).toMatchObject({ kind: 'dead-letter', isRejected: true });
    expect(send).toHaveBeenCalledTimes(times);
  });
});
