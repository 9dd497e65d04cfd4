import { headers as names } from '@warren/model';
import { mocks, process, resetProcessing } from './processing.harness';

describe('a delivery that was returned twice', () => {
  const { append, send } = mocks;
  const live = new AbortController().signal;
  const handle = jest.fn();
  const returned = { messageId: 'm1', headers: { 'x-delivery-count': 2 } };

  beforeEach(() => {
    handle.mockReset();
    resetProcessing();
  });

  it('is not handled: a copy waits that counts its returns, as the same attempt', async () => {
    const result = await process(handle, live, returned);
    expect(handle).not.toHaveBeenCalled();
    expect(result).toMatchObject({ kind: 'retry', failure: { code: 'returned' } });
    // It is no sign of a dependency that is unavailable, nor of one that is there.
    expect(result).toHaveProperty('countsForBreaker', undefined);
    expect(append.mock.calls[0]?.[0]).toMatchObject({ kind: 'failed', retryInMs: 2_000 });
    const [copy] = send.mock.calls[0] ?? [];
    expect(copy).toMatchObject({ routingKey: 'etl.jobs.retry.2s' });
    expect(copy?.properties.headers).toMatchObject({ [names.attempt]: 1, [names.returns]: 2 });
  });

  it('is acked without a copy when it was processed before its ack was lost', async () => {
    const done = { ...returned, messageId: 'done in etl.jobs' };
    const result = await process(handle, live, done);
    expect(result).toEqual({ kind: 'duplicate' });
    expect(send).not.toHaveBeenCalled();
  });

  it('is handled when it is too large to be copied', async () => {
    const body = `{"id":"1","tipo":"T","payload":{"text":"${'x'.repeat(mocks.maxMessageBytes)}"}}`;
    await process(handle, live, returned, body);
    expect(handle).toHaveBeenCalledTimes(1);
  });
});
