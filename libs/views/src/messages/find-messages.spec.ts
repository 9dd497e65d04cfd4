import type { Delivery } from '@warren/messaging';
import { runToEnd } from '@warren/testing';
import { findMessages, type MessageQuery } from './find-messages';
import { MessagesProjection } from './messages.projection';
import { BEGIN, processed } from '../testing/records.harness';

const BUDGET = { items: 10, chars: 1_000_000 };

/** A hundred messages, of which every fortieth is in the queue `rare` and says `needle`. */
function filled(): MessagesProjection {
  const messages = new MessagesProjection(1_000, 1_000_000);
  for (let index = 0; index < 100; index += 1) {
    const isRare = index % 40 === 0;
    const event = {
      id: `e${index}`,
      tipo: isRare ? 'RARE' : 'T',
      payload: { text: isRare ? 'a needle' : 'hay' },
    };
    const queue = isRare ? 'rare' : 'a';
    messages.apply(processed({ messageId: `m${index}`, queue, event, endMs: index }), index);
  }
  return messages;
}

/** Follows the links to the end. */
function follow(query: Partial<MessageQuery>, budget = BUDGET) {
  const messages = filled();
  const found: string[] = [];
  let pages = 0;
  let before: number | undefined;
  do {
    const page = runToEnd(
      findMessages(messages, { limit: 5, outcome: 'processed', ...query, before }, budget),
    );
    found.unshift(...page.items.map(({ messageId }) => messageId).reverse());
    before = page.older;
    pages += 1;
  } while (before !== undefined && pages < 1_000);
  return { found, pages };
}

describe('finding messages', () => {
  it.each<Partial<MessageQuery>>([
    { queue: 'rare' },
    { tipo: 'RARE' },
    { text: 'needle' },
    { text: '"text":"a n', tipo: 'RARE' },
  ])('finds all that match %j by following the links, a bounded part at a time', (query) => {
    expect(follow(query)).toEqual({ found: ['m0', 'm40', 'm80'], pages: 10 });
  });

  it('finds what belongs together by its correlation id, and the message it began with', () => {
    const messages = new MessagesProjection(1_000, 1_000_000);
    const cases: [string, Partial<Delivery>][] = [
      ['m1', {}],
      ['m2', { correlationId: 'm1', causationId: 'm1' }],
      ['m3', { correlationId: 'other', causationId: 'm1' }],
      ['m4', { headers: { correlationId: 'm1' } }],
      ['m5', { correlationId: 'm1', causationId: 'm2' }],
    ];
    for (const [offset, [messageId, more]] of cases.entries()) {
      const record = processed({ messageId });
      messages.apply({ ...record, delivery: { ...record.delivery, ...more } }, offset);
    }
    const query = { outcome: 'any', limit: 10, correlationId: 'm1' } as const;
    const { items } = runToEnd(findMessages(messages, query));
    expect(items.map(({ messageId }) => messageId)).toEqual(['m5', 'm2', 'm1']);
  });

  it('looks no further when its budget of text is spent', () => {
    const { found, pages } = follow({ text: 'needle' }, { items: 1_000, chars: 1 });
    expect(found).toEqual(['m0', 'm40', 'm80']);
    expect(pages).toBe(100);
  });

  it('finds every message once with any limit and any budget', () => {
    const all = Array.from({ length: 100 }, (_, index) => `m${index}`);
    for (const limit of [1, 7, 10, 100]) {
      for (const items of [1, 3, 10, 1_000]) {
        expect(follow({ limit }, { items, chars: 1 }).found).toEqual(all);
      }
    }
  });

  it('finds a message by its id at once, wherever it is', () => {
    expect(follow({ messageId: 'm3' })).toEqual({ found: ['m3'], pages: 1 });
    expect(follow({ messageId: 'm3', queue: 'rare' })).toEqual({ found: [], pages: 1 });
  });

  it('takes a time from its beginning to before its end', () => {
    const range = { from: BEGIN + 20, to: BEGIN + 23 };
    expect(follow(range).found).toEqual(['m20', 'm21', 'm22']);
    expect(follow({ ...range, id: 'e21' }).found).toEqual(['m21']);
  });

  it('distinguishes upper from lower case', () => {
    expect(follow({ text: 'NEEDLE' }).found).toEqual([]);
  });
});
