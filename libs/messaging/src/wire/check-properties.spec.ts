import {
  nestedLists,
  rawField as field,
  rawProperties as properties,
  rawTable as table,
  rawText as text,
  rawValue as value,
} from '@warren/testing';
import fc from 'fast-check';
import { anyHeaderValue } from '../messages/headers/any-header.harness';
import {
  findPropertiesFault,
  keepReadable,
  MAX_HEADER_DEPTH,
  MAX_HEADER_FIELDS,
} from './check-properties';

/** amqplib's own reader, which the package does not export. */
const { decode } = jest.requireActual<{
  decode: (id: number, bytes: Buffer) => { headers?: Record<string, unknown>; messageId?: string };
}>('../../../../node_modules/amqplib/lib/defs.js');
const BASIC_PROPERTIES = 60;
const read = (section: Buffer): ReturnType<typeof decode> => decode(BASIC_PROPERTIES, section);

const name = fc.string({ maxLength: 30 });
const headers = fc
  .array(fc.tuple(name, anyHeaderValue), { maxLength: 5 })
  .map((fields) => fields.map(([key, each]) => field(key, each)));

describe('checking the properties of a message', () => {
  it('finds nothing wrong with any that is well formed, and amqplib reads it', () => {
    fc.assert(
      fc.property(headers, fc.string({ maxLength: 60 }), (fields, messageId) => {
        const section = properties({ headers: fields, messageId });
        expect(findPropertiesFault(section)).toBeUndefined();
        expect(read(section).messageId).toBe(messageId);
      }),
    );
  });

  it('accepts none that amqplib cannot read, with any bytes changed, cut off or added', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    fc.assert(
      fc.property(headers, fc.array(change, { maxLength: 4 }), fc.nat(), (fields, changes, cut) => {
        let section = properties({ headers: fields, messageId: 'm1' });
        for (const [at, byte] of changes) section[at % section.length] = byte;
        if (cut % 3 === 0) section = section.subarray(0, Math.max(2, cut % section.length));
        const readable = findPropertiesFault(section) ? keepReadable(section) : section;
        expect(findPropertiesFault(readable)).toBeUndefined();
        expect(readable.length).toBeLessThanOrEqual(section.length);
        expect(() => read(readable)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes random bytes without an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 200 }), (bytes) => {
        const section = Buffer.from(bytes);
        const readable = findPropertiesFault(section) ? keepReadable(section) : section;
        expect(() => read(readable)).not.toThrow();
      }),
    );
  });

  it.each([
    ['lists', (depth: number) => nestedLists(depth)],
    ['tables', (depth: number) => nestedTables(depth)],
  ])('takes %s as deep as the bound, and none that is deeper', (_, nested) => {
    // The headers are a table themselves.
    const deepest = properties({ headers: [field('h', nested(MAX_HEADER_DEPTH - 1))] });
    expect(findPropertiesFault(deepest)).toBeUndefined();
    const deeper = properties({ headers: [field('h', nested(MAX_HEADER_DEPTH))] });
    expect(findPropertiesFault(deeper)).toBe('too_deep');
  });

  it('finds the depth of 26,000 lists, over which amqplib overflows its stack', () => {
    const section = properties({ headers: [field('h', nestedLists(26_000))] });
    expect(() => read(section)).toThrow(RangeError);
    expect(findPropertiesFault(section)).toBe('too_deep');
  });

  it('finds more fields than are read, also those of tables and lists inside, and keeps the first', () => {
    const fields = (count: number): Buffer[] =>
      Array.from({ length: count }, (_, at) => field(`h${at}`, text('1')));
    const most = properties({ headers: fields(MAX_HEADER_FIELDS) });
    expect(findPropertiesFault(most)).toBeUndefined();
    const more = properties({ headers: fields(20_000), messageId: 'm1' });
    expect(findPropertiesFault(more)).toBe('too_many');
    const kept = read(keepReadable(more));
    expect(kept).toMatchObject({ messageId: 'm1' });
    expect(Object.keys(kept.headers ?? {})).toHaveLength(MAX_HEADER_FIELDS);
    const items = value('A', Buffer.concat(Array(1_001).fill(value('t', Buffer.of(1)))), true);
    expect(findPropertiesFault(properties({ headers: [field('list', items)] }))).toBe('too_many');
  });

  it('keeps what can be read around a header that cannot', () => {
    const section = properties({
      headers: [
        field('a', text('before')),
        field('h', nestedLists(100)),
        field('x-stream-offset', text('behind')),
      ],
      messageId: 'm1',
    });
    const kept = read(keepReadable(section));
    expect(kept).toMatchObject({ messageId: 'm1' });
    expect(kept.headers).toEqual({ a: 'before', 'x-stream-offset': 'behind' });
  });

  it('keeps the headers before one of a type that is not known', () => {
    const unknown = field('b', value('?', Buffer.from([1, 2])));
    const section = properties({ headers: [field('a', text('1')), unknown], messageId: 'm1' });
    expect(findPropertiesFault(section)).toBe('unknown_type');
    expect(read(keepReadable(section))).toMatchObject({ headers: { a: '1' }, messageId: 'm1' });
  });

  it('keeps the headers around a number of 64 bits without a sign, which RabbitMQ knows', () => {
    const number = field('b', value('L', Buffer.alloc(8)));
    const section = properties({ headers: [number, field('c', text('1'))], messageId: 'm1' });
    expect(() => read(section)).toThrow(TypeError);
    expect(findPropertiesFault(section)).toBe('unknown_type');
    expect(read(keepReadable(section))).toMatchObject({ headers: { c: '1' }, messageId: 'm1' });
  });

  it('keeps nothing of properties whose lengths lead beyond their end', () => {
    const section = properties({ headers: [field('a', text('1'))], messageId: 'm1' });
    const cut = section.subarray(0, -1);
    expect(findPropertiesFault(cut)).toBe('wrong_length');
    expect(read(keepReadable(cut))).toEqual({});
  });
});

function nestedTables(depth: number): Buffer {
  let nested = value('F', table([]));
  for (let each = 1; each < depth; each += 1) nested = value('F', table([field('t', nested)]));
  return nested;
}
