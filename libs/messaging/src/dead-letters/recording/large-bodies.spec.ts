import { WarrenError } from '@warren/model';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import { LargeBodies } from './large-bodies';

/** A port without a listener. */
const config = { app: 'test', urls: ['amqp://127.0.0.1:1'], heartbeatSeconds: 5 };
const publisher = {
  isConnected: false,
  restoreTopology: () => Promise.resolve(),
  send: () => Promise.resolve({ kind: 'refused', reason: 'away' } as const),
};
const record = {
  deadLetterId: 'd',
  at: new Date(),
  body: '',
  encoding: 'utf8',
  excerpt: { bytes: 1, sha256: '', text: '' },
} as unknown as DeadLetteredRecord;

describe('the bytes of a large dead letter, while their stream is unavailable', () => {
  const use = jest.fn(() => Promise.resolve());

  afterEach(() => jest.clearAllMocks());

  it('are not looked for for ever, and those that wait have their turn', async () => {
    const bodies = new LargeBodies(publisher, config, 'bodies', 50);
    const all = [1, 2, 3].map(() => bodies.use(record, use));
    for (const each of await Promise.allSettled(all)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'not_ready' } });
    }
    expect(use).not.toHaveBeenCalled();
  });

  it('are no longer looked for when their client is gone, or the process stops', async () => {
    const bodies = new LargeBodies(publisher, config, 'bodies');
    const gone = new AbortController();
    const first = bodies.use(record, use, gone.signal);
    const second = bodies.use(record, use);
    gone.abort(new WarrenError('invalid_request', 'the client hung up'));
    await expect(first).rejects.toMatchObject({ code: 'invalid_request' });
    bodies.beforeApplicationShutdown();
    await expect(second).rejects.toMatchObject({ code: 'refused' });
  });

  it('are given at once when they are in the record', async () => {
    const bodies = new LargeBodies(publisher, config, 'bodies');
    await bodies.use({ ...record, body: 'all', excerpt: undefined }, use);
    expect(use).toHaveBeenCalledWith(Buffer.from('all'));
  });
});
