import { IdempotencyStore } from './idempotency-store';

describe('the idempotency store', () => {
  let time: number;
  let store: IdempotencyStore;

  beforeEach(() => {
    time = 0;
    store = new IdempotencyStore(3, 1_000, () => time);
  });

  const answer = (value: string) => (): Promise<string> => Promise.resolve(value);

  it('gives a repeat the answer of the first, without running it', async () => {
    const act = jest.fn(answer('first'));
    expect(await store.run('k', 'f', act)).toBe('first');
    expect(await store.run('k', 'f', act)).toBe('first');
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('refuses another request under the same key, running or done', async () => {
    let finish = (): void => undefined;
    const running = store.run('k', 'f', () => new Promise<void>((resolve) => (finish = resolve)));
    await expect(store.run('k', 'g', answer('x'))).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    finish();
    await running;
    await expect(store.run('k', 'g', answer('x'))).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('refuses a repeat while the first runs, and says when to come again', async () => {
    let finish: (value: string) => void = () => undefined;
    const running = store.run('k', 'f', () => new Promise<string>((resolve) => (finish = resolve)));
    await expect(store.run('k', 'f', answer('x'))).rejects.toMatchObject({
      code: 'idempotency_in_progress',
      fields: { retryAfterSeconds: 1 },
    });
    finish('done');
    await running;
    expect(await store.run('k', 'f', answer('x'))).toBe('done');
  });

  it('runs a repeat again after an error, still bound to the same request', async () => {
    await expect(store.run('k', 'f', () => Promise.reject(new Error('unknown')))).rejects.toThrow(
      'unknown',
    );
    await expect(store.run('k', 'g', answer('x'))).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
    expect(await store.run('k', 'f', answer('second'))).toBe('second');
  });

  it('forgets a key after its time', async () => {
    await store.run('k', 'f', answer('first'));
    time = 1_001;
    expect(await store.run('k', 'g', answer('other'))).toBe('other');
  });

  it('never forgets a key whose request still runs', async () => {
    let finish: (value: string) => void = () => undefined;
    const running = store.run('k', 'f', () => new Promise<string>((resolve) => (finish = resolve)));
    for (const key of ['a', 'b', 'c', 'd']) await store.run(key, 'f', answer(key));
    await expect(store.run('k', 'f', answer('x'))).rejects.toMatchObject({
      code: 'idempotency_in_progress',
    });
    finish('done');
    expect(await running).toBe('done');
  });

  it('holds no more keys than its capacity, the newest ones', async () => {
    for (const key of ['a', 'b', 'c', 'd']) await store.run(key, 'f', answer(key));
    expect(store.size).toBe(3);
    expect(await store.run('d', 'f', answer('again'))).toBe('d');
    expect(await store.run('a', 'f', answer('again'))).toBe('again');
  });
});
