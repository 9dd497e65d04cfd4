import { run } from './cli-context.harness';
import { UsageError } from './cli-errors';
import { runReplay } from './replay.command';

jest.mock('@warren/contracts', () => ({ topology: { queues: [{ name: 'orders.created' }] } }));

const counts = { offset: 12, replayed: 3, skipped: 1, failed: 0, unreadable: 0, run: 'r1' };
const ARGS = ['--from', '7', '--to', 'orders.audit', '--tipo', 'A B', '--tipo', 'C'];

describe('the command replay', () => {
  it('asks the worker for what its options say, and shows each line', async () => {
    const { asked, code, printed } = await run(
      runReplay,
      [...ARGS, '--queue', 'orders.created', '--rate', '50', '--reason', 'again'],
      undefined,
      [counts, { summary: { ...counts, offset: 20, replayed: 9, unreadable: 2 } }],
    );
    expect(asked).toEqual([
      [
        '/replay',
        {
          from: '7',
          to: 'orders.audit',
          queues: ['orders.created'],
          tipos: ['A B', 'C'],
          rate: 50,
          by: 'ana',
          reason: 'again',
        },
      ],
    ]);
    expect(printed).toEqual([
      'offset 12  replayed 3  skipped 1  failed 0',
      'offset 20  replayed 9  skipped 1  failed 0  unreadable 2  done',
    ]);
    expect(code).toBe(0);
  });

  it('says how to continue when it was stopped, a forced run under its name', async () => {
    const problem = { code: 'refused', detail: 'not connected to the broker' };
    const summary = { ...counts, stopped: 'not_accepted', problem };
    const { code, printed } = await run(runReplay, [...ARGS, '--force'], undefined, [{ summary }]);
    expect(code).toBe(1);
    expect(printed).toEqual([
      'offset 12  replayed 3  skipped 1  failed 0  stopped, not_accepted: refused: not connected to the broker',
      "Continue with: npm run warren -- replay --from 12 --to orders.audit --tipo 'A B' --tipo C --force --run r1",
    ]);
  });

  it('says how to continue when the answer is cut off', async () => {
    const printed: string[] = [];
    const worker = {
      lines: async function* () {
        yield await Promise.resolve(counts as never);
        throw new Error('cut off');
      },
      bytes: () => Promise.reject(new Error()),
      get: () => Promise.reject(new Error()),
      list: () => Promise.reject(new Error()),
      post: () => Promise.reject(new Error()),
    };
    const { signal } = new AbortController();
    const print = (line: string): number => printed.push(line);
    const ran = runReplay(ARGS, { worker, by: 'ana', columns: 80, print, write: () => 0, signal });
    await expect(ran).rejects.toThrow('cut off');
    expect(printed.at(-1)).toContain('replay --from 12 --to orders.audit');
    expect(printed.at(-1)).not.toContain('--run');
  });

  it('ends with 1 when an event failed, and names it', async () => {
    const problem = { code: 'invalid_request', detail: 'payload.n must be an integer' };
    const { code, printed } = await run(runReplay, ARGS, undefined, [
      { failedOffset: 9, messageId: 'm1', problem },
      { summary: { ...counts, failed: 1 } },
    ]);
    expect(code).toBe(1);
    expect(printed[0]).toBe('failed  offset 9  m1  invalid_request: payload.n must be an integer');
  });

  it('gives the lines as they are with --json', async () => {
    const { printed } = await run(runReplay, [...ARGS, '--json'], undefined, [
      { summary: { ...counts, stopped: 'aborted' } },
    ]);
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      { summary: { ...counts, stopped: 'aborted' } },
    ]);
  });

  it.each([
    [['--to', 'a'], '--from is missing'],
    [['--from', 'first'], '--to is missing'],
    [['--from', 'first', '--to', 'a', '--rate', 'x'], '--rate must be a number'],
  ])('does not understand %j', async (args, message) => {
    const ran = run(runReplay, args, undefined);
    await expect(ran).rejects.toThrow(UsageError);
    await expect(ran).rejects.toThrow(message);
  });
});
