import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { MessageHook } from './message-hook';
import { MessageHooks } from './message-hooks';

const [publishing, handling] = [{} as never, {} as never];
const receipt = { outcome: 'confirmed', messageId: 'm', exchange: 'e', routingKey: 'k' } as const;

describe('the hooks around a message', () => {
  const logged = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);

  beforeEach(() => logged.mockClear());

  it('stand around the work in their order, which runs in the context they give it', async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const hook = (name: string): MessageHook => ({
      aroundHandling: async (_, run) => {
        seen.push(`${name} begins`);
        seen.push(await context.run(`${String(context.getStore())}>${name}`, run));
        seen.push(`${name} ends`);
      },
    });
    const hooks = new MessageHooks([hook('a'), {}, hook('b')]);
    expect(await hooks.aroundHandling(handling, () => context.getStore())).toBe('undefined>a>b');
    await nextTurn();
    const value = { status: 'fulfilled', value: 'undefined>a>b' };
    expect(seen).toEqual(['a begins', 'b begins', ...[value, 'b ends', value, 'a ends']]);
  });

  it('say which trace the message continues, the innermost last', async () => {
    const hooks = new MessageHooks([
      { aroundPublish: (_, run) => run('outer') },
      { aroundPublish: (_, run) => run() },
      { aroundPublish: (_, run) => run('inner') },
      {},
    ]);
    const publish = jest.fn().mockResolvedValue(receipt);
    expect(await hooks.aroundPublish(publishing, publish)).toBe(receipt);
    expect(publish.mock.calls).toEqual([['inner']]);
  });

  it.each<[string, MessageHook]>([
    ['throws at once', { aroundHandling: () => fail() }],
    ['throws after it', { aroundHandling: (_, run) => run().then(fail, fail) }],
    ['never calls it', { aroundHandling: () => new Promise(() => undefined) }],
    ['calls it too late', { aroundHandling: (_, run) => nextTurn().then(() => run()) }],
    ['calls it twice', { aroundHandling: (_, run) => Promise.all([run(), run()]) }],
    ['gives something else', { aroundHandling: () => Promise.resolve('else') }],
    ['drops its promise', { aroundHandling: (_, run) => void run().finally(() => undefined) }],
    ['drops an async function', { aroundHandling: (_, run) => void (async () => run())() }],
  ])('change nothing about the work: one that %s', async (_, hook) => {
    const hooks = new MessageHooks([hook]);
    const handle = jest.fn().mockReturnValueOnce('answer');
    expect(await hooks.aroundHandling(handling, handle)).toBe('answer');
    const error = new Error('of the handler');
    const throws = jest.fn(() => {
      throw error;
    });
    await expect(hooks.aroundHandling(handling, throws)).rejects.toBe(error);
    await nextTurn();
    await nextTurn();
    expect([handle, throws].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  it('are logged once when they fail, and get what the work throws as its result', async () => {
    const results: unknown[] = [];
    const hooks = new MessageHooks([
      { aroundPublish: async (_, run) => void results.push(await run()) },
      { aroundPublish: () => fail() },
    ]);
    const refused = new Error('refused');
    for (let n = 0; n < 3; n += 1) {
      const publish = hooks.aroundPublish(publishing, () => Promise.reject(refused));
      await expect(publish).rejects.toBe(refused);
    }
    await nextTurn();
    expect(logged).toHaveBeenCalledTimes(1);
    expect(results).toEqual(Array(3).fill({ status: 'rejected', reason: refused }));
  });
});

function fail(): never {
  throw new Error('of the hook');
}
