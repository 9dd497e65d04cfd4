import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Steps } from '@warren/platform';
import { runToEnd } from '@warren/testing';
import { exportMessages } from './export-messages';
import type { MessageFilter } from './message-filter';
import { MessagesProjection } from './messages.projection';
import { deadLettered, processed } from '../testing/records.harness';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const COUNT = 1_000;
const BIG = 'x'.repeat(1_000);

function filled(capacity = 2 * COUNT): MessagesProjection {
  const messages = new MessagesProjection(capacity, 1e9);
  for (let index = 0; index < COUNT; index += 1) {
    const event = { id: `e${index}`, tipo: index % 2 ? 'ODD' : 'EVEN', payload: { BIG } };
    messages.apply(processed({ messageId: `m${index}`, event }), index);
  }
  return messages;
}

function exporting(messages: MessagesProjection, filter: Partial<MessageFilter> = {}) {
  const gone = new AbortController();
  const run = async <T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    return Promise.resolve(runToEnd(steps));
  };
  const order = {
    filter: { outcome: 'any', ...filter } as const,
    head: '',
    write: ({ body = '', messageId }: { body?: string; messageId: string }) =>
      `${messageId} ${body.length}\n`.padEnd(1_000, ' '),
  };
  return { gone, parts: exportMessages(messages, order, { run }, gone.signal) };
}

async function idsOf(parts: AsyncIterable<string>): Promise<string[]> {
  let text = '';
  for await (const part of parts) text += part;
  return [...text.matchAll(/m\d+/g)].map(([id]) => id);
}

const idsFrom = (first: number): string[] =>
  Array.from({ length: COUNT - first }, (_, index) => `m${first + index}`);

describe('exporting messages', () => {
  it('writes every match once, the oldest first, in parts of about 64 KiB', async () => {
    const { parts } = exporting(filled());
    const lengths: number[] = [];
    const all: string[] = [];
    for await (const part of parts) {
      lengths.push(part.length);
      all.push(...(part.match(/m\d+/g) ?? []));
    }
    expect(all).toEqual(idsFrom(0));
    expect(Math.max(...lengths)).toBeLessThan(70_000);
    expect(await idsOf(exporting(filled(), { tipo: 'ODD' }).parts)).toHaveLength(COUNT / 2);
    expect(await idsOf(exporting(filled(), { messageId: 'm7' }).parts)).toEqual(['m7']);
  });

  it('writes a message once that is recorded again meanwhile, and none that is new', async () => {
    const messages = filled();
    const { parts } = exporting(messages);
    const first = await parts.next();
    messages.apply(deadLettered({ messageId: 'm0', endMs: 900 }), COUNT);
    messages.apply(deadLettered({ messageId: 'm999', endMs: 901 }), COUNT + 1);
    messages.apply(processed({ messageId: 'm5000' }), COUNT + 2);
    const rest = await idsOf(parts);
    expect([...(String(first.value).match(/m\d+/g) ?? []), ...rest]).toEqual(idsFrom(0));
  });

  it('leaves out what is forgotten before its turn', async () => {
    const messages = filled(COUNT);
    const { parts } = exporting(messages);
    const first = String((await parts.next()).value).match(/m\d+/g) ?? [];
    for (let index = 0; index < 500; index += 1) {
      messages.apply(processed({ messageId: `n${index}` }), COUNT + index);
    }
    expect(first.length).toBeLessThan(500);
    expect(await idsOf(parts)).toEqual(idsFrom(500));
  });

  it('keeps nothing that is forgotten, however slowly it is read', async () => {
    const messages = filled(COUNT);
    const last = new WeakRef(messages.entriesOf('m999')[0] as object);
    const { parts } = exporting(messages);
    await parts.next();
    for (let index = 0; index < COUNT; index += 1) {
      messages.apply(processed({ messageId: `n${index}` }), COUNT + index);
    }
    await new Promise(setImmediate);
    collectGarbage();
    expect(last.deref()).toBeUndefined();
    expect((await idsOf(parts)).length).toBe(0);
  });

  it('gives others their turn after 64 KiB that are read, however little is written', async () => {
    const messages = new MessagesProjection(100, 1e9);
    const payload = { text: 'x'.repeat(40_000) };
    for (let index = 0; index < 60; index += 1) {
      const event = { id: `e${index}`, tipo: 'T', payload };
      messages.apply(processed({ messageId: `m${index}`, event }), index);
    }
    let written = 0;
    const perStep: number[] = [];
    const run = async <T>(steps: Steps<T>): Promise<T> => {
      for (;;) {
        const before = written;
        const { done, value } = steps.next();
        perStep.push(written - before);
        if (done) return Promise.resolve(value);
      }
    };
    const write = (): string => `${(written += 1)}\n`;
    const order = { filter: { outcome: 'any' } as const, head: '', write };
    for await (const part of exportMessages(messages, order, { run }, new AbortController().signal))
      expect(part).not.toBe('');
    expect([written, Math.max(...perStep)]).toEqual([60, 2]);
  });

  it('reads nothing further when the client is gone', async () => {
    const { gone, parts } = exporting(filled());
    await parts.next();
    gone.abort(new Error('the client hung up'));
    await expect(parts.next()).rejects.toThrow('the client hung up');
    await expect(parts.next()).resolves.toMatchObject({ done: true });
  });
});
