import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { NotStartedError } from '../handlers/queue-handler';
import { LargeContents, type Content } from './large-contents';

const MEGABYTE = 1_048_576;
const { signal } = new AbortController();

function message(content: Buffer, contentEncoding?: string): ConsumeMessage {
  return { content, properties: { contentEncoding, headers: {} } } as ConsumeMessage;
}

const bomb = (bytes: number): ConsumeMessage => message(gzipSync(Buffer.alloc(bytes, 'x')), 'gzip');

describe('contents that are large or compressed', () => {
  let contents: LargeContents;

  beforeEach(() => {
    contents = new LargeContents();
  });

  /** Those of which `read` has resolved, in that order. */
  function readAll(messages: readonly ConsumeMessage[]): { opened: Content[]; read: number[] } {
    const read: number[] = [];
    const opened = messages.map((each) => contents.open(each, signal));
    for (const [n, content] of opened.entries()) void content.read().then(() => read.push(n));
    return { opened, read };
  }

  it('have 16 MiB together, decoded, in the order in which they came; a larger one comes alone', async () => {
    const { opened, read } = readAll([...Array<number>(5).fill(4 * MEGABYTE), 100].map(bomb));
    await waitFor('four of them', () => read.length === 4);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(read).toEqual([0, 1, 2, 3]);
    opened[1]?.close();
    opened[1]?.close();
    await waitFor('the next', () => read.length === 5);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    // The small one needs room too, and waits behind those that came before.
    expect(read).toEqual([0, 1, 2, 3, 4]);
    opened[0]?.close();
    await waitFor('the last', () => read.length === 6);
    const huge = readAll([message(Buffer.alloc(20 * MEGABYTE))]);
    for (let turn = 0; turn < 20; turn += 1) await nextTurn();
    expect(huge.read).toEqual([]);
    for (const each of opened) each.close();
    await waitFor('it', () => huge.read.length === 1);
  });

  it('leave others as much time as they take: small ones do not wait for them', async () => {
    const turns: number[] = [];
    const work = async (content: Content): Promise<void> => {
      await content.read();
      for (const end = performance.now() + 30; performance.now() < end;);
      turns.push(performance.now());
      content.close();
    };
    const done = Promise.all([1, 2, 3].map(() => work(contents.open(bomb(MEGABYTE), signal))));
    await waitFor('the first', () => turns.length === 1);
    await contents.open(message(Buffer.from('{}')), signal).read();
    expect(turns).toHaveLength(1);
    await done;
    // From end to end: the work of the next, and a rest of the same length before it.
    for (const [n, at] of turns.slice(1).entries()) {
      expect(at - (turns[n] ?? 0)).toBeGreaterThanOrEqual(50);
    }
  });

  it('are not decoded when their delivery was abandoned while they waited; the next ones are', async () => {
    const gone = new AbortController();
    const first = contents.open(bomb(100), signal).read();
    const abandoned = contents.open(bomb(100), gone.signal).read();
    const last = contents.open(bomb(100), signal).read();
    gone.abort();
    await expect(abandoned).rejects.toBeInstanceOf(NotStartedError);
    await expect(first).resolves.toHaveLength(100);
    await expect(last).resolves.toHaveLength(100);
  });

  it('that cannot be decoded say so, and take no room', async () => {
    const broken = message(Buffer.from('no gzip'), 'gzip');
    await expect(contents.open(broken, signal).read()).rejects.toThrow('content-encoding');
    await expect(contents.open(bomb(100), signal).read()).resolves.toHaveLength(100);
  });
});
