import {
  rawField,
  rawList,
  rawProperties,
  rawTable,
  rawText,
  rawValue,
  type RawProperties,
} from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import fc from 'fast-check';
import { guardProperties } from '../../wire/guard-properties';
import { endOfText, endOfValue, findHeaders, type Range } from '../../wire/property-bytes';
import { putMessage } from '../../amqp/confirms/put-message';
import { ByteWriter } from '../../wire/byte-writer';
import type { OutgoingMessage } from '../outgoing-message';
import { isPublisherHeader } from './header-owner';

const scalar = fc.oneof(
  fc.string({ maxLength: 20 }).map((each) => rawText(each)),
  fc.uint8Array({ maxLength: 20 }).map((each) => rawValue('x', Buffer.from(each), true)),
  ...[...'bBt'].map((tag) => bytesOf(tag, 1)),
  ...[...'su'].map((tag) => bytesOf(tag, 2)),
  ...[...'Iif'].map((tag) => bytesOf(tag, 4)),
  ...[...'Tld'].map((tag) => bytesOf(tag, 8)),
  bytesOf('D', 5),
  fc.constant(rawValue('V')),
);

function bytesOf(tag: string, length: number): fc.Arbitrary<Buffer> {
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => rawValue(tag, Buffer.from(bytes)));
}

const name = fc.string({ maxLength: 30 });
/** The value of a header as bytes: of any type that amqplib reads, and nested. */
export const { any: anyHeaderValue } = fc.letrec<{ any: Buffer }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.array(tie('any'), { maxLength: 4 }).map((values) => rawList(values)),
    fc
      .array(fc.tuple(name, tie('any')), { maxLength: 4 })
      .map((fields) => rawValue('F', rawTable(fields.map(([key, each]) => rawField(key, each))))),
  ),
}));

const { decode } = jest.requireActual<{ decode: (id: number, bytes: Buffer) => object }>(
  '../../../../../node_modules/amqplib/lib/defs.js',
);
const BASIC = 60;
/** Of a frame: its type, channel and size; then its class, weight and the size of the body. */
const FRAME_HEAD_BYTES = 7;
const BEFORE_PROPERTIES = 19;
const HEADERS_FLAG = 0x2000;
/** What says how long they are. */
const HEADERS_LENGTH = 4;

/** The properties of a message as amqplib gives them, on a connection that Warren guards. */
export function receive(given: RawProperties | Buffer): ConsumeMessage['properties'] {
  const section = Buffer.isBuffer(given) ? given : rawProperties(given);
  const rest = Buffer.concat([Buffer.alloc(BEFORE_PROPERTIES), section, Buffer.of(0xce)]);
  rest[0] = 2;
  rest.writeUInt32BE(BEFORE_PROPERTIES - FRAME_HEAD_BYTES + section.length, 3);
  class Connection {
    readonly rest = rest;
    readonly channels = [{ channel: {} }];
    recvFrame(): { channel: number; id: number; fields: object } {
      const fields = decode(BASIC, rest.subarray(BEFORE_PROPERTIES, -1));
      return { channel: 0, id: BASIC, fields };
    }
  }
  const connection = new Connection();
  guardProperties(connection);
  return connection.recvFrame().fields as ConsumeMessage['properties'];
}

/** The publisher's headers of a message that is sent, each as its bytes, by their name. */
export function sentHeaders(message: OutgoingMessage): Record<string, Buffer> {
  const out = new ByteWriter();
  putMessage(out, { number: 1, frameMax: 131_072 }, { ...message, body: Buffer.alloc(0) });
  const bytes = out.take();
  const headerFrame = FRAME_HEAD_BYTES + bytes.readUInt32BE(3) + 1;
  return publisherFields(bytes.subarray(headerFrame + BEFORE_PROPERTIES, -1));
}

/** The bytes of the properties of a message that has headers, without these. */
export function otherProperties(section: Buffer): Buffer {
  const { end, start } = findHeaders(section) as Range;
  const rest = Buffer.concat([section.subarray(0, start - HEADERS_LENGTH), section.subarray(end)]);
  rest.writeUInt16BE(section.readUInt16BE(0) & ~HEADERS_FLAG);
  return rest;
}

/** The publisher's headers in the properties of a message, each as its bytes, by their name. */
export function publisherFields(section: Buffer): Record<string, Buffer> {
  const { end, start } = findHeaders(section) ?? { start: 0, end: 0 };
  const fields: Record<string, Buffer> = {};
  for (let at = start; at < end;) {
    const value = endOfText(section, at, end);
    const name = section.toString('utf8', at + 1, value);
    at = endOfValue(section, value, end);
    if (isPublisherHeader(name)) fields[name] = Buffer.from(section.subarray(value, at));
  }
  return fields;
}
