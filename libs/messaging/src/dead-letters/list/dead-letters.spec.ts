import { makeExcerpt } from '../../messages/excerpt';
import type { DeadLetteredRecord } from '../../messages/journal-record';
import type { DeadLetterFilter } from './dead-letter';
import { deadLettered, filled, ids, namesOf, numbered, redriven } from './dead-letter.harness';
import { MAX_AT_ONCE } from './dead-letter-selection';

describe('the dead letters in memory', () => {
  it('are found by the text of their excerpt, and by the tipo their publisher gave (I16)', async () => {
    const excerpt = makeExcerpt(Buffer.from(`{"id":"large"${' '.repeat(2_000)}}`));
    const properties = { type: 'LARGE' };
    const letters = filled([deadLettered('d1', { body: '', excerpt, properties })]);
    expect(await ids(letters, { text: '"large"' })).toEqual(['d1']);
    expect(await ids(letters, { tipo: 'LARGE' })).toEqual(['d1']);
    expect((await letters.groups({}, { limit: 9 })).groups).toMatchObject([{ count: 1 }]);
  });

  it('are given by pages, newest page first, each of them once', async () => {
    const letters = filled(numbered(5));
    const first = await letters.find({}, { limit: 2 });
    const second = await letters.find({}, { limit: 2, before: first.older });
    const third = await letters.find({}, { limit: 2, before: second.older });
    expect([first, second, third].map(namesOf)).toEqual([['d4', 'd5'], ['d2', 'd3'], ['d1']]);
    expect(third.older).toBeUndefined();
  });

  it('are where they were first when they are written again, also before what was forgotten', async () => {
    const letters = filled(numbered(50), 2);
    letters.apply({ ...deadLettered('again'), firstOffset: 5 }, 1_000);
    expect(await ids(letters)).toEqual(['again', 'd50']);
    expect(namesOf(await letters.find({}, { limit: 9, before: 10 }))).toEqual(['again']);
    expect(namesOf(await letters.find({}, { limit: 9, before: 5 }))).toEqual([]);
  });

  it('are one when a message is recorded twice', async () => {
    const [record = deadLettered('d1')] = numbered(1);
    expect(await ids(filled([record, { ...record }]))).toEqual(['d1']);
  });

  it('are open until somebody acts, and the first action counts', async () => {
    const letters = filled(numbered(2));
    const action = redriven(deadLettered('d1'));
    letters.apply(action, 100);
    letters.apply({ ...action, kind: 'discarded', by: 'late' }, 101);
    expect(await ids(letters)).toEqual(['d2']);
    expect(await ids(letters, { state: 'redriven' })).toEqual(['d1']);
    expect(await ids(letters, { state: 'any' })).toEqual(['d1', 'd2']);
    expect(letters.get('d1')).toMatchObject({ state: 'redriven', action: { by: 'ana' } });
  });

  it('say what was done about the message before it died again', () => {
    const first = deadLettered('d1', { messageId: 'm' });
    const again = deadLettered('d2', { messageId: 'm', redrives: 1 });
    const elsewhere = deadLettered('d3', { messageId: 'm', queue: 'second' });
    const letters = filled([first]);
    letters.apply(redriven(first), 10);
    letters.apply(again, 11);
    letters.apply(elsewhere, 12);
    const previous = ['d1', 'd2', 'd3'].map((id) => {
      const letter = letters.get(id);
      return letter && letters.previousActions(letter).map(({ deadLetterId }) => deadLetterId);
    });
    expect(previous).toEqual([[], ['d1'], []]);
  });

  it('are forgotten beyond their capacity: the settled first, then the oldest', async () => {
    const letters = filled(numbered(4), 4);
    for (const id of ['d3', 'd2']) letters.apply(redriven(deadLettered(id)), 50);
    const seen: string[][] = [];
    for (const [index, id] of ['d5', 'd6', 'd7'].entries()) {
      letters.apply(deadLettered(id), 60 + index);
      seen.push(await ids(letters, { state: 'any' }));
    }
    expect(seen).toEqual([
      ['d1', 'd2', 'd4', 'd5'],
      ['d1', 'd4', 'd5', 'd6'],
      ['d4', 'd5', 'd6', 'd7'],
    ]);
    expect(letters.get('d3')).toBeUndefined();
  });

  it('are forgotten beyond their bytes, but the newest is kept in any case', async () => {
    const large = (id: string, size: number): DeadLetteredRecord =>
      deadLettered(id, { body: 'x'.repeat(size) });
    const letters = filled(
      ['d1', 'd2', 'd3', 'd4'].map((id) => large(id, 900)),
      100,
      4_200,
    );
    expect(await ids(letters)).toEqual(['d2', 'd3', 'd4']);
    letters.apply(large('d5', 9_000), 50);
    expect(await ids(letters)).toEqual(['d5']);
    letters.apply(large('d6', 900), 51);
    expect(await ids(letters)).toEqual(['d6']);
  });

  it('stay right over many that come and go', async () => {
    const letters = filled([], 50);
    for (let n = 0; n < 20_000; n += 1) {
      letters.apply(deadLettered(`d${n}`), n);
      if (n % 3 === 0) letters.apply(redriven(deadLettered(`d${n}`)), n);
    }
    const kept = await ids(letters, { state: 'any' });
    expect(kept).toHaveLength(50);
    expect(kept.at(-1)).toBe('d19999');
    expect(new Set(kept).size).toBe(50);
    // All that were settled have made room.
    expect(await ids(letters)).toHaveLength(50);
  });

  it.each<[DeadLetterFilter, string[]]>([
    [{ queue: 'second' }, ['d2']],
    [{ tipo: 'ALTA' }, ['d2', 'd4']],
    [{ cause: 'expired' }, ['d3']],
    [{ code: 'gone' }, ['d2']],
    [{ messageId: 'm-d1' }, ['d1']],
    [{ id: 'e-d1' }, ['d1']],
    [{ text: '"ñandú"' }, ['d2', 'd5']],
    [{ text: '"a":"ñ' }, ['d2', 'd5']],
    [{ text: '"a": "' }, ['d5']],
    [{ text: 'JSON' }, ['d4']],
    [{ text: '"b":"a/b","c":1' }, ['d5']],
    [{ from: new Date(5_000) }, ['d1', 'd3', 'd4', 'd5']],
    [{ to: new Date(5_000) }, ['d2']],
    [{ queue: 'second', code: 'busy' }, []],
  ])('are found by %j', async (filter, found) => {
    const letters = filled([
      deadLettered('d1'),
      deadLettered('d2', {
        queue: 'second',
        at: new Date(4_999),
        failure: { code: 'gone', message: 'no' },
        body: '{"id":"e","tipo":"ALTA","payload":{"a":"ñandú"}}',
      }),
      deadLettered('d3', { cause: 'expired', at: new Date(5_000), body: 'null' }),
      deadLettered('d4', { body: 'no JSON', properties: { type: 'ALTA' } }),
      deadLettered('d5', {
        at: new Date(5_001),
        body: '{"payload": {"a": "\\u00f1and\\u00fa", "b" :"a\\/b" ,"c" :1}}',
      }),
    ]);
    expect(await ids(letters, filter)).toEqual(found);
  });

  it('are grouped by queue, handler, code and words, however the numbers in them differ', async () => {
    const fail = (
      id: string,
      message: string,
      second: number,
      queue = 'first',
    ): DeadLetteredRecord =>
      deadLettered(id, { queue, at: new Date(second * 1_000), failure: { code: 'slow', message } });
    const letters = filled([
      fail('d1', 'took 7 ms', 2),
      fail('d2', 'took 9 ms', 3),
      fail('d3', 'took 8 ms', 1),
      fail('d4', 'took 8 ms', 1, 'second'),
      fail('d5', 'broke', 1),
    ]);
    const { groups } = await letters.groups({}, { limit: 10 });
    expect(groups).toMatchObject([
      {
        queue: 'first',
        handler: 'First.run',
        code: 'slow',
        message: 'took <n> ms',
        count: 3,
        first: new Date(1_000),
        last: new Date(3_000),
        sample: { record: { deadLetterId: 'd3' } },
      },
      { queue: 'second', count: 1 },
      { message: 'broke', count: 1 },
    ]);
    expect(await ids(letters, { group: groups[0]?.group })).toEqual(['d1', 'd2', 'd3']);
  });

  it('are selected for an operation while they are open, and no more than it takes at once', async () => {
    const letters = filled(numbered(MAX_AT_ONCE + 2), 20_000, 10_000_000);
    letters.apply(redriven(deadLettered('d1')), 1_000_000);
    const all = await letters.select({ filter: { state: 'any' } });
    expect([all.letters.length, all.left]).toEqual([MAX_AT_ONCE, 1]);
    const named = await letters.select({ ids: ['d1', 'x', 'd1'] });
    expect(named).toMatchObject({ letters: [{ state: 'redriven' }, 'x'], left: 0 });
  });
});
