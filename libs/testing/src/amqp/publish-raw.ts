/** What amqplib's confirm channels have without declaring it. */
interface ChannelParts {
  readonly ch: number;
  readonly connection: { readonly sendBytes: (bytes: Buffer) => void };
  readonly pushConfirmCallback: (callback: false) => void;
}

/** A message whose properties are bytes: any that the broker lets through, and others. */
export interface RawMessage {
  /** Default: the broker's default exchange. */
  readonly exchange?: string;
  readonly routingKey: string;
  /** See `rawProperties`. */
  readonly properties: Buffer;
  readonly body: Buffer;
}

const METHOD = 1;
const CONTENT_HEADER = 2;
const CONTENT_BODY = 3;
const FRAME_END = 0xce;
const BASIC = 60;
const PUBLISH = 40;
/** Less than any broker's frame_max. */
const BODY_FRAME_BYTES = 100_000;

/**
 * Publishes a message as bytes, which no client library would write.
 *
 * @param channel a confirm channel of amqplib: its `waitForConfirms` waits for this message too.
 */
export function publishRaw(channel: object, message: RawMessage): void {
  const { ch, connection, pushConfirmCallback } = channel as ChannelParts;
  const { body, exchange = '', properties, routingKey } = message;
  const method = Buffer.concat([shorts(BASIC, PUBLISH, 0), short(exchange), short(routingKey)]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length));
  const frames = [
    frame(METHOD, ch, Buffer.concat([method, Buffer.of(0)])),
    frame(CONTENT_HEADER, ch, Buffer.concat([shorts(BASIC, 0), size, properties])),
  ];
  for (let at = 0; at < body.length; at += BODY_FRAME_BYTES) {
    frames.push(frame(CONTENT_BODY, ch, body.subarray(at, at + BODY_FRAME_BYTES)));
  }
  pushConfirmCallback.call(channel, false);
  connection.sendBytes(Buffer.concat(frames));
}

function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.of(FRAME_END)]);
}

function shorts(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length);
  numbers.forEach((number, index) => bytes.writeUInt16BE(number, 2 * index));
  return bytes;
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
