import { headers as names } from '@warren/model';
import type { OutgoingMessage } from '../../publishing/outgoing-message';
import { PostponedError } from '../handlers/handler-errors';
import { mocks, process, resetProcessing } from './processing.harness';

describe('a delivery that is put off', () => {
  const { append, send } = mocks;
  const live = new AbortController().signal;

  beforeEach(resetProcessing);

  it('sends what is put off into the delay stages as the same attempt, and records nothing of it', async () => {
    const postpone = (): void => {
      throw new PostponedError(1_600);
    };
    const properties = { messageId: 'm1', headers: { [names.attempt]: 2 } };
    const result = await process(postpone, live, properties);
    expect(result).toEqual({ kind: 'postponed' });
    const [[copy]] = send.mock.calls as [[OutgoingMessage]];
    expect(copy).toMatchObject({ exchange: '', routingKey: 'delay.stage.04' });
    expect(copy.properties.headers).toMatchObject({ [names.attempt]: 2 });
    expect(append).not.toHaveBeenCalled();
  });

  it('is not done with what is put off until the broker has confirmed the copy (I2)', async () => {
    send.mockResolvedValueOnce({ kind: 'refused', reason: 'away' });
    await process(() => {
      throw new PostponedError(100);
    });
    expect(send).toHaveBeenCalledTimes(2);
  });
});
