import { StreamCursor, type EntryRange, type StreamOffset } from './stream-cursor';

/** A stream of which the broker cannot hand over some entries, and a reader that steps through it. */
class Stream {
  readonly read: number[] = [];
  readonly passed: number[] = [];
  gap?: EntryRange;
  subscriptions = 0;

  constructor(
    private readonly first: number,
    private readonly end: number,
    private readonly bad: (offset: number) => boolean,
  ) {}

  /** Until the reader waits for what comes behind the end. */
  readWith(cursor: StreamCursor): this {
    for (; this.subscriptions < 1_000; this.subscriptions += 1) {
      const { from, isAlone } = cursor.request;
      if (this.send(cursor, from, isAlone) === 'waits') return this;
    }
    throw new Error('it never gets past');
  }

  private send(cursor: StreamCursor, from: StreamOffset, isAlone: boolean): 'waits' | 'lost' {
    const begin = typeof from === 'number' ? Math.max(from, this.first) : this.first;
    for (let offset = begin; offset <= this.end; offset += 1) {
      if (this.bad(offset)) {
        const passed = cursor.refuse();
        if (passed !== undefined) this.passed.push(passed);
        return 'lost';
      }
      if (cursor.receive(offset)) this.read.push(offset);
      this.passed.push(...cursor.takeProved());
      this.gap ??= cursor.takeGap();
      if (isAlone) return 'lost';
    }
    return 'waits';
  }
}

const among =
  (...offsets: number[]) =>
  (offset: number): boolean =>
    offsets.includes(offset);

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('where a reader of a stream continues', () => {
  it.each<[string, StreamOffset, number[]]>([
    ['at the beginning', 'first', [0]],
    ['at a number', 4, [4]],
    ['at a time', new Date(), [0]],
    ['in the middle', 'first', [5]],
    ['at the end', 'first', [19]],
    ['two in a row', 'first', [7, 8]],
    ['two in a row at the beginning', 'first', [0, 1]],
    ['with others between them', 'first', [0, 2, 4, 10, 19]],
  ])('exactly what cannot be handed over is passed over: %s', (_, from, bad) => {
    const { passed, read } = new Stream(0, 20, among(...bad)).readWith(new StreamCursor(from, 20));
    const begin = typeof from === 'number' ? from : 0;
    expect(passed).toEqual(bad);
    expect(read).toEqual(numbers(begin, 20).filter((each) => !bad.includes(each)));
  });

  it('a hundred of them cost two connections each', () => {
    const stream = new Stream(0, 1_000, (offset) => offset % 10 === 9);
    const { passed, read, subscriptions } = stream.readWith(new StreamCursor('first', 1_000));
    expect([passed.length, read.length, subscriptions]).toEqual([100, 901, 200]);
  });

  it('a hundred of them in a row cost little more than one each', () => {
    const stream = new Stream(0, 1_000, (offset) => offset >= 500 && offset < 600);
    const { passed, read, subscriptions } = stream.readWith(new StreamCursor('first', 1_000));
    expect([passed.length, read.length, subscriptions]).toEqual([100, 901, 103]);
  });

  it('an entry after which the connection was lost for another reason is not passed over', () => {
    const cursor = new StreamCursor(3, 20);
    cursor.receive(3);
    cursor.refuse();
    // Alone, it comes.
    expect([cursor.request, cursor.receive(4)]).toEqual([{ from: 4, isAlone: true }, true]);
    expect(cursor.request).toEqual({ from: 5, isAlone: false });
  });

  it.each([1_000_000, 1_000_017, 1_048_576])(
    'where the beginning was dropped, the first entry that can be handed over is found: behind %d',
    (first) => {
      const stream = new Stream(first, 3_000_000, (offset) => offset < first + 3);
      const { gap, passed, read, subscriptions } = stream.readWith(
        new StreamCursor('first', 3_000_000),
      );
      expect(read[0]).toBe(first + 3);
      // What was asked for at the beginning never was; nothing is counted for it.
      expect([passed, gap]).toEqual([[], { from: 0, to: first + 2 }]);
      expect(subscriptions).toBeLessThan(100);
    },
  );

  it('reads behind a last entry that is gone itself', () => {
    const stream = new Stream(500, 600, (offset) => offset < 520);
    expect(stream.readWith(new StreamCursor('first', 30)).read[0]).toBe(520);
  });

  it('reads on when the entry at fault is dropped during the search, and says what it passed over', () => {
    const cursor = new StreamCursor('first', 3_000);
    // Two that ask for an entry alone, 16 that pass over one each, and the first of the search.
    for (let n = 0; n < 19; n += 1) cursor.refuse();
    const { from } = cursor.request;
    // All before 1000 was dropped meanwhile.
    expect([cursor.receive(1_000), cursor.request.from]).toEqual([true, 1_001]);
    expect([cursor.takeGap(), cursor.takeProved()]).toEqual([{ from: 0, to: 999 }, []]);
    expect([from, cursor.takeGap()]).toEqual([18, undefined]);
  });

  it.each([3, 1_000])('a fault for another reason proves nothing later: at entry %d', (entry) => {
    const cursor = new StreamCursor(entry, entry);
    cursor.refuse();
    cursor.lost();
    expect(cursor.request).toEqual({ from: entry, isAlone: false });
    expect([cursor.refuse(), cursor.refuse()]).toEqual([undefined, entry]);
  });

  it('is paced after many refusals in a row, until an entry comes', () => {
    const cursor = new StreamCursor(5, 3_000);
    cursor.receive(5);
    const paced = Array.from({ length: 110 }, () => [cursor.refuse(), cursor.isPaced][1]);
    expect([paced.indexOf(true), cursor.receive(500), cursor.isPaced]).toEqual([102, true, false]);
  });

  it('asks again for what is next: by then that is another entry', () => {
    const cursor = new StreamCursor('next');
    expect([cursor.refuse(), cursor.refuse(), cursor.request]).toEqual([
      undefined,
      undefined,
      { from: 'next', isAlone: false },
    ]);
  });
});
