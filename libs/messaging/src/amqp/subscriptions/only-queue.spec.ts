import { EventEmitter } from 'node:events';
import { NoBrokerAnswerError } from '../../async/with-timeout';
import { OnlyQueue } from './only-queue';

const NOT_ATTACHED = { ok: false, detail: 'not attached' };
const DEGRADED = { ok: true, detail: 'degraded: unavailable: q' };

const errorWith = (code: number): Error => Object.assign(new Error(`code ${code}`), { code });

describe('the only queue of a consumer', () => {
  const publisher = { whyUnavailable: jest.fn<string | undefined, [string]>() };
  let queue: OnlyQueue;
  let connection: EventEmitter;

  beforeEach(() => {
    publisher.whyUnavailable.mockReset();
    queue = new OnlyQueue('q', publisher);
    connection = new EventEmitter();
  });

  async function fail(error: Error): Promise<void> {
    const untilGranted = (): Promise<void> => Promise.reject(error);
    await expect(queue.untilGranted({ untilGranted }, connection as never)).rejects.toBe(error);
  }

  it('is not known to be in trouble before it was asked for, or when the connection is lost', async () => {
    expect(queue.checkDetached()).toEqual(NOT_ATTACHED);
    await fail(new Error('channel closed'));
    expect(queue.checkDetached()).toEqual(NOT_ATTACHED);
  });

  it('is missed as a lost consumer when it is not there', async () => {
    await fail(errorWith(404));
    expect(queue.checkDetached()).toEqual(NOT_ATTACHED);
  });

  it.each([
    ['refuses it', errorWith(403)],
    ['does not answer', new NoBrokerAnswerError(5_000)],
  ])('is unavailable when the broker %s, and no longer when it is granted', async (_, error) => {
    await fail(error);
    expect(queue.checkDetached()).toEqual(DEGRADED);
    await queue.untilGranted({ untilGranted: () => Promise.resolve() }, connection as never);
    expect(queue.checkDetached()).toEqual(NOT_ATTACHED);
  });

  it('is unavailable when the broker closes the connection for a fault of its own', async () => {
    const untilGranted = async (): Promise<void> => {
      await Promise.resolve();
      connection.emit('error', errorWith(541));
      throw new Error('channel closed');
    };
    await expect(queue.untilGranted({ untilGranted }, connection as never)).rejects.toThrow();
    expect(queue.checkDetached()).toEqual(DEGRADED);
  });

  it('is unavailable when it cannot be declared either', async () => {
    publisher.whyUnavailable.mockReturnValue('its node is down');
    await fail(errorWith(404));
    expect(queue.checkDetached()).toEqual(DEGRADED);
  });
});
