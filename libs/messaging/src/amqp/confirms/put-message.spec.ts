import fc from 'fast-check';
import { dirname, join } from 'node:path';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { ByteWriter } from '../../wire/byte-writer';
import { putMessage, type Channel } from './put-message';

interface AmqplibDefs {
  BasicPublish: number;
  BasicProperties: number;
  encodeMethod(id: number, channel: number, fields: object): Buffer;
  encodeProperties(id: number, channel: number, size: number, fields: object): Buffer;
}
interface AmqplibFrame {
  makeBodyFrame(channel: number, payload: Buffer): Buffer;
}
// Not among its exports.
const amqplib = join(dirname(require.resolve('amqplib')), 'lib');
const defs = jest.requireActual<AmqplibDefs>(join(amqplib, 'defs.js'));
const { makeBodyFrame } = jest.requireActual<AmqplibFrame>(join(amqplib, 'frame.js'));

/** The frames that amqplib's `publish` sends. */
function encodeAsAmqplib({ number, frameMax }: Channel, message: OutgoingMessage): Buffer {
  const { body, exchange, properties, routingKey } = message;
  const { expiration, mandatory, persistent, ...others } = properties;
  const method = { exchange, routingKey, mandatory, immediate: false, ticket: undefined };
  const fields = {
    ...others,
    headers: (properties.headers ?? {}) as object,
    deliveryMode: persistent ? 2 : 1,
    expiration: expiration === undefined ? undefined : String(expiration),
  };
  const frames = [
    defs.encodeMethod(defs.BasicPublish, number, method),
    defs.encodeProperties(defs.BasicProperties, number, body.length, fields),
  ];
  for (let at = 0; at < body.length; at += frameMax - 8) {
    frames.push(makeBodyFrame(number, body.subarray(at, at + frameMax - 8)));
  }
  return Buffer.concat(frames);
}

const channel: Channel = { number: 1, frameMax: 131_072 };
const least: OutgoingMessage = {
  exchange: '',
  routingKey: 'q',
  body: Buffer.alloc(0),
  properties: { messageId: 'm' },
};

function withHeaders(headers: object): OutgoingMessage {
  return { ...least, properties: { ...least.properties, headers } };
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });
/** Of a header. What is under `!` makes a type of its object: see `anyValue`. */
const anyName = anyText.filter((name) => name !== '!');
const anyNumber = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -(2 ** 62) })
    // Of the others it takes none: see below.
    .filter((each) => Number.isInteger(each) || Math.abs(each) < 2 ** 50),
  fc.constantFrom(...[7, 8, 15, 16, 31, 32, 49, 50, 53, 62].flatMap(edgesOf)),
);
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    anyText,
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    fc.record({ '!': fc.constant('timestamp'), value: fc.bigInt(0n, 2n ** 64n - 1n) }),
    fc.record({ '!': fc.constant('timestamp'), value: fc.maxSafeNat() }),
    fc.record({
      '!': fc.constant('decimal'),
      value: fc.record({ places: fc.nat(255), digits: fc.nat(2 ** 32 - 1) }),
    }),
    fc.array(
      tie('value').filter((each) => each !== undefined),
      { maxLength: 4 },
    ),
    fc.dictionary(anyName, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const anyMessage: fc.Arbitrary<OutgoingMessage> = fc.record({
  exchange: anyText,
  routingKey: anyText,
  body: fc.uint8Array({ maxLength: 9_000 }).map((bytes) => Buffer.from(bytes)),
  properties: fc.record(
    {
      messageId: anyText,
      appId: anyText,
      contentEncoding: anyText,
      contentType: anyText,
      correlationId: anyText,
      expiration: fc.oneof(fc.nat(), anyText),
      headers: fc.dictionary(anyName, anyValue, { maxKeys: 6 }),
      mandatory: fc.boolean(),
      persistent: fc.boolean(),
      priority: fc.nat(255),
      replyTo: anyText,
      timestamp: fc.maxSafeNat(),
      type: anyText,
    },
    { requiredKeys: ['messageId'] },
  ),
});

function edgesOf(bits: number): number[] {
  return [2 ** bits - 1, 2 ** bits, -(2 ** bits), -(2 ** bits) - 1];
}

describe('the frames of a message', () => {
  it('are, byte for byte, those of amqplib', () => {
    const anyChannel = fc.record({
      number: fc.integer({ min: 1, max: 65_535 }),
      frameMax: fc.constantFrom(4_096, 131_072),
    });
    fc.assert(
      fc.property(anyChannel, fc.array(anyMessage, { minLength: 1, maxLength: 5 }), (on, all) => {
        const out = new ByteWriter();
        for (const each of all) putMessage(out, on, each);
        expect(out.take()).toEqual(Buffer.concat(all.map((each) => encodeAsAmqplib(on, each))));
      }),
      { numRuns: 500 },
    );
  });

  it.each([2 ** 50 + 0.25, -(2 ** 50) - 0.5, -(2 ** 63) - 2 ** 11, -Number.MAX_VALUE])(
    'have the double %p, which amqplib refuses',
    (value) => {
      const message = withHeaders({ n: value });
      expect(() => encodeAsAmqplib(channel, message)).toThrow(/BigInt|out of range/);
      const out = new ByteWriter();
      putMessage(out, channel, message);
      const double = Buffer.alloc(9, 'd');
      double.writeDoubleBE(value, 1);
      expect(out.take().includes(double)).toBe(true);
    },
  );

  it('are whole, with any rest of a chunk left for them', () => {
    const out = new ByteWriter();
    const sizes = [1, 1_000, 30_000, 65_000, 66_000, 500_000, 3, 65_536];
    const sent = sizes.map((size, index) => ({ ...least, body: Buffer.alloc(size, index + 1) }));
    const taken = sent.map((message, index) => {
      putMessage(out, channel, message);
      // Some go out alone, some together.
      return index % 3 === 2 ? out.take() : Buffer.alloc(0);
    });
    expect(Buffer.concat([...taken, out.take()])).toEqual(
      Buffer.concat(sent.map((each) => encodeAsAmqplib(channel, each))),
    );
  });

  it.each<[string, OutgoingMessage]>([
    ['a property of 256 bytes', { ...least, properties: { messageId: 'm'.repeat(256) } }],
    ['a priority of 256', { ...least, properties: { messageId: 'm', priority: 256 } }],
    ['half a priority', { ...least, properties: { messageId: 'm', priority: 0.5 } }],
    ['an exchange of 256 bytes', { ...least, exchange: 'ñ'.repeat(128) }],
    ['a header name of 256 bytes', withHeaders({ ['h'.repeat(256)]: 1 })],
    ['headers of more than 64 KiB', withHeaders({ large: 'x'.repeat(65_536) })],
    ['a header that is a function', withHeaders({ f: () => 1 })],
    ['a header that is a symbol', withHeaders({ nested: [{ s: Symbol('s') }] })],
    ['a header that is an infinite number', withHeaders({ n: Infinity })],
    ['a header that is a negative infinite number', withHeaders({ n: -Infinity })],
    ['a header that is no number', withHeaders({ n: NaN })],
    ['a header of an unknown type', withHeaders({ c: { '!': 'colour', value: 1 } })],
    ['a time before 1970', withHeaders({ t: { '!': 'timestamp', value: -1 } })],
    ['a decimal that is none', withHeaders({ d: { '!': 'decimal', value: { places: 300 } } })],
    [
      'a timestamp that is no integer',
      { ...least, properties: { messageId: 'm', timestamp: 1.5 } },
    ],
  ])('are not put at all with %s', (_, message) => {
    const out = new ByteWriter();
    putMessage(out, channel, least);
    expect(() => putMessage(out, channel, message)).toThrow(/./);
    putMessage(out, channel, least);
    const plain = encodeAsAmqplib(channel, least);
    expect(out.take()).toEqual(Buffer.concat([plain, plain]));
  });

  it('keep to what the broker takes in a frame, where that is less', () => {
    const out = new ByteWriter();
    const large = withHeaders({ large: 'x'.repeat(4_096) });
    expect(() => putMessage(out, { ...channel, frameMax: 4_096 }, large)).toThrow(RangeError);
    putMessage(out, channel, large);
    expect(out.take()).toEqual(encodeAsAmqplib(channel, large));
  });
});
