import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { NotStartedError } from '../messages/queue-handler';
import { LargeContents, type Content } from './large-contents';

const MEGABYTE = 1_048_576;
const { signal } = new AbortController();

function message(content: Buffer, contentEncoding?: string): ConsumeMessage {
  return { content, properties: { contentEncoding, headers: {} } } as ConsumeMessage;
}

/** Compressed to a little more than the hundredth part, which is the least that is decoded. */
const bomb = (bytes: number): ConsumeMessage => {
  const noise = Math.ceil(bytes / 100);
  const content = Buffer.concat([randomBytes(noise), Buffer.alloc(bytes - noise, 'x')]);
  return message(gzipSync(content), 'gzip');
};

describe('contents that are large or compressed', () => {
  let contents: LargeContents;

  beforeEach(() => {
    contents = new LargeContents();
  });

  /** Those of which `read` has resolved, in that order. */
  function readAll(messages: readonly ConsumeMessage[]): { opened: Content[]; read: number[] } {
    const read: number[] = [];
    const opened = messages.map((each) => contents.open(each, 'first', signal));
    for (const [n, content] of opened.entries()) void content.read().then(() => read.push(n));
    return { opened, read };
  }

  it('are begun in the order in which they came, while less than 8 MiB of their queue is in work', async () => {
    const sizes = [4, 3, 4, 4].map((megabytes) => megabytes * MEGABYTE);
    const { opened, read } = readAll([...sizes, 100].map(bomb));
    await waitFor('three of them', () => read.length === 3);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(read).toEqual([0, 1, 2]);
    opened[1]?.close();
    opened[1]?.close();
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(read).toEqual([0, 1, 2]);
    opened[0]?.close();
    await waitFor('the next', () => read.length === 4);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    // The small one waits behind those that came before.
    expect(read).toEqual([0, 1, 2, 3]);
    opened[2]?.close();
    await waitFor('the last', () => read.length === 5);
  });

  it('of a queue whose handlers do not end hold up no other queue', async () => {
    const stuck = readAll([4, 4, 4].map((megabytes) => bomb(megabytes * MEGABYTE)));
    await waitFor('two of them', () => stuck.read.length === 2);
    await expect(contents.open(bomb(100), 'second', signal).read()).resolves.toHaveLength(100);
    expect(stuck.read).toEqual([0, 1]);
  });

  it.each([
    ['two', [4, 4].map((megabytes) => bomb(megabytes * MEGABYTE))],
    ['one that fills it alone', [message(Buffer.alloc(8 * MEGABYTE))]],
  ])('that stay in work for too long give back their room: %s', async (_, slow) => {
    contents = new LargeContents(30);
    const { read } = readAll([...slow, bomb(4 * MEGABYTE), bomb(100)]);
    await waitFor('those behind them', () => read.length === slow.length + 2);
    expect(read).toEqual([...read].sort((a, b) => a - b));
  });

  it('leave others as much time as they take: small ones do not wait for them', async () => {
    const turns: number[] = [];
    const work = async (content: Content): Promise<void> => {
      await content.read();
      for (const end = performance.now() + 30; performance.now() < end;);
      turns.push(performance.now());
      content.close();
    };
    const done = Promise.all(
      [1, 2, 3].map(() => work(contents.open(bomb(MEGABYTE), 'first', signal))),
    );
    await waitFor('the first', () => turns.length === 1);
    await contents.open(message(Buffer.from('{}')), 'first', signal).read();
    expect(turns).toHaveLength(1);
    await done;
    // From end to end: the work of the next, and a rest of the same length before it.
    for (const [n, at] of turns.slice(1).entries()) {
      expect(at - (turns[n] ?? 0)).toBeGreaterThanOrEqual(50);
    }
  });

  it('are not decoded when their delivery was abandoned while they waited; the next ones are', async () => {
    const gone = new AbortController();
    const first = contents.open(bomb(100), 'first', signal).read();
    const abandoned = contents.open(bomb(100), 'first', gone.signal).read();
    const last = contents.open(bomb(100), 'first', signal).read();
    gone.abort();
    await expect(abandoned).rejects.toBeInstanceOf(NotStartedError);
    await expect(first).resolves.toHaveLength(100);
    await expect(last).resolves.toHaveLength(100);
  });

  it('that cannot be decoded say so, and take no room', async () => {
    const broken = message(Buffer.from('no gzip'), 'gzip');
    await expect(contents.open(broken, 'first', signal).read()).rejects.toThrow('content-encoding');
    await expect(contents.open(bomb(100), 'first', signal).read()).resolves.toHaveLength(100);
  });
});
