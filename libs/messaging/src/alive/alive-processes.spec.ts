import { ALIVE_WITHIN_MS, AliveProcesses } from './alive-processes';
import { readHeartbeat, type BeatingQueue, type Heartbeat } from './heartbeat';

const BEAT: Heartbeat = {
  ...{ name: 'host:1', app: 'worker', version: '1.0.0', host: 'host', pid: 1, startedAt: 0 },
  queues: [{ queue: 'a', state: 'attached', prefetch: 1, running: 0, isProbing: false, flow: 3 }],
  ...{ journalEntry: 5, rss: 1, heapUsed: 1, loopP99Ms: 1, isLeaving: false },
};

const read = (value: unknown): Heartbeat | undefined =>
  readHeartbeat(Buffer.from(JSON.stringify(value)));

describe('a heartbeat', () => {
  it('is read as it was written, without what else is in it', () => {
    const more = { ...BEAT, secret: 'x', queues: BEAT.queues.map((each) => ({ ...each, y: 1 })) };
    expect(read(more)).toEqual(BEAT);
  });

  it.each([
    ['nothing', ''],
    ['no object', 1],
    ['a name that is too long', { ...BEAT, name: 'x'.repeat(256) }],
    ['a queue that is none', { ...BEAT, queues: [null] }],
    ['a list that is none', { ...BEAT, queues: { length: 1 } }],
    ['a time beyond all', { ...BEAT, startedAt: 1e300 }],
    ['a size that is too large', { ...BEAT, more: 'x'.repeat(131_072) }],
  ])('is none with %s', (_, value) => {
    expect(read(value)).toBeUndefined();
  });
});

describe('the processes that live', () => {
  let now = 0;
  let processes: AliveProcesses;
  const hear = (change: Partial<Heartbeat>): void => processes.hear({ ...BEAT, ...change }, 7);
  const states = (): [string, boolean][] =>
    processes.list().map((each) => [each.beat.name, processes.isAlive(each)]);

  beforeEach(() => {
    now = 0;
    processes = new AliveProcesses({ queues: [{ name: 'a' }] } as never, 2, () => now);
  });

  it('are gone when they say that they stop, or nothing for long, and forgotten later', () => {
    hear({ name: 'one' });
    hear({ name: 'two', isLeaving: true });
    expect(states()).toEqual([
      ['one', true],
      ['two', false],
    ]);
    now = ALIVE_WITHIN_MS + 1;
    expect(states()[0]).toEqual(['one', false]);
    now = 11 * 60_000;
    expect(states()).toEqual([]);
  });

  it('keep their places against further names, which take that of who is gone', () => {
    hear({ name: 'one' });
    hear({ name: 'two' });
    hear({ name: 'forged' });
    expect(states().map(([name]) => name)).toEqual(['one', 'two']);
    now = ALIVE_WITHIN_MS + 1;
    hear({ name: 'two' });
    hear({ name: 'new' });
    expect(states().map(([name]) => name)).toEqual(['new', 'two']);
  });

  it('have only queues of the topology, and say how far behind they read', () => {
    hear({ queues: [...BEAT.queues, { ...(BEAT.queues[0] as BeatingQueue), queue: 'forged' }] });
    const [seen] = processes.list();
    expect([seen?.beat.queues.length, seen?.behind]).toEqual([1, 2]);
  });

  it('are waited for until the last has said so, or the time is over', async () => {
    const look = (): string[] => (processes.list().length === 0 ? ['one'] : []);
    const waiting = processes.until(look, 60_000);
    hear({ name: 'one' });
    expect(await waiting).toEqual([]);
    expect(await processes.until(() => ['other'], 1)).toEqual(['other']);
  });
});
