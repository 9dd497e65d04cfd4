import type { SendOutcome } from '../../messages/outgoing-message';
import { BodyToKeep } from './keep-body';

describe('the bytes of a large dead letter', () => {
  const sendPatiently = jest.fn<Promise<SendOutcome>, []>();
  const publisher = {
    maxMessageBytes: 2,
    refusal: undefined as string | undefined,
    restoreTopology: jest.fn(() => Promise.resolve()),
    sendPatiently,
  };
  const body = (): BodyToKeep => new BodyToKeep('d', Buffer.from('1234'), 'bodies', publisher, {});

  beforeEach(() => {
    publisher.refusal = undefined;
    sendPatiently.mockReset();
    publisher.restoreTopology.mockClear();
  });

  it('are given up when their stream was missing five times in a row, declared again each time', async () => {
    sendPatiently.mockResolvedValue({ kind: 'unroutable' });
    const large = body();
    for (let n = 0; n < 4; n += 1) {
      await expect(large.keep()).rejects.toMatchObject({ code: 'unroutable' });
    }
    await large.keep();
    expect(sendPatiently).toHaveBeenCalledTimes(5);
    await large.keep();
    expect(sendPatiently).toHaveBeenCalledTimes(5);
    expect(publisher.restoreTopology).toHaveBeenCalledTimes(5);
  });

  it('are not given up while the broker takes nothing at all', async () => {
    publisher.refusal = 'not connected to the broker';
    sendPatiently.mockResolvedValue({ kind: 'refused', reason: 'not connected to the broker' });
    const large = body();
    for (let n = 0; n < 20; n += 1) {
      await expect(large.keep()).rejects.toMatchObject({ code: 'refused' });
    }
    publisher.refusal = undefined;
    sendPatiently.mockResolvedValue({ kind: 'confirmed' });
    await large.keep();
    expect(sendPatiently).toHaveBeenCalledTimes(22);
  });

  it('are sent once when only the record is tried again', async () => {
    sendPatiently.mockResolvedValue({ kind: 'confirmed' });
    const large = body();
    await large.keep();
    await large.keep();
    expect(sendPatiently).toHaveBeenCalledTimes(2);
  });
});
