import type { Delivery } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import { MessagesProjection } from '@warren/views';
import { processed } from '@warren/views/testing';
import { findFlow } from './find-flow';

type Given = [messageId: string, causationId?: string, more?: Partial<Delivery>];

function flowOf(given: readonly Given[]) {
  const messages = new MessagesProjection(10_000, 1e9);
  for (const [offset, [messageId, causationId, more]] of given.entries()) {
    const record = processed({ messageId, startMs: 10 + offset });
    const published = { correlationId: 'flow', ...(causationId && { causationId }), ...more };
    messages.apply({ ...record, delivery: { ...record.delivery, ...published } }, offset);
  }
  return runToEnd(findFlow(messages, 'flow'));
}

const shapeOf = (given: readonly Given[]) =>
  flowOf(given).nodes.map(({ cause, depth, messageId }) => [depth, messageId, cause]);

describe('a flow of messages', () => {
  it('has each message behind its cause, in the order they were published', () => {
    const later = { publishedAt: new Date(Date.UTC(2026, 0, 2)) };
    const shape = shapeOf([
      ['mail', 'pay', later],
      ['pay', 'flow'],
      ['stock', 'flow', later],
      ['log', 'pay'],
      ['flow', undefined, { correlationId: undefined }],
      ['else', 'flow', { correlationId: 'other' }],
    ]);
    expect(shape).toEqual([
      [0, 'flow', 'none'],
      [1, 'pay', 'shown'],
      [2, 'log', 'shown'],
      [2, 'mail', 'shown'],
      [1, 'stock', 'shown'],
    ]);
  });

  it('says how long each waited and ran, in each queue', () => {
    const { nodes } = flowOf([
      ['m', undefined],
      ['m', undefined, { queue: 'b' }],
    ]);
    expect(nodes).toMatchObject([
      {
        ...{ messageId: 'm', id: 'e-m', tipo: 'T', publishedAt: Date.UTC(2026, 0, 1) },
        deliveries: [
          { queue: 'a', outcome: 'processed', attempt: 1, waitMs: 10, runMs: 5 },
          { queue: 'b', outcome: 'processed', attempt: 1, waitMs: 11, runMs: 5 },
        ],
      },
    ]);
  });

  it('shows a message whose cause is missing, and circles of causes, each message once', () => {
    const shape = shapeOf([
      ['orphan', 'gone'],
      ['a', 'c'],
      ['b', 'a'],
      ['c', 'b'],
      ['self', 'self'],
    ]);
    expect(shape).toEqual([
      [0, 'orphan', 'missing'],
      [0, 'a', 'cyclic'],
      [1, 'b', 'shown'],
      [2, 'c', 'shown'],
      [0, 'self', 'cyclic'],
    ]);
  });

  it('shows the first thousand, however deep they are, and says that it is cut', () => {
    const chain: Given[] = Array.from({ length: 1_200 }, (_, index) => [
      `m${index}`,
      index === 0 ? undefined : `m${index - 1}`,
    ]);
    const { isCut, messages, nodes } = flowOf(chain);
    expect([isCut, messages, nodes.length]).toEqual([true, 1_200, 1_000]);
    expect(nodes.at(-1)).toMatchObject({ messageId: 'm999', depth: 999 });
    expect(flowOf(chain.slice(0, 1_000)).isCut).toBe(false);
  });
});
