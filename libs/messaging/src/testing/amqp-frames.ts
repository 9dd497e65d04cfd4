import type { MethodFields } from './amqp-codec';
import type { StoredMessage } from './stored-message';

/** AMQP 0-9-1, 4.2.3: a frame has a type, a channel and a size before its payload, and an end after it. */
export const frameType = { method: 1, header: 2, body: 3, heartbeat: 8 } as const;
const HEAD_BYTES = 7;
const END = 0xce;
const CLASS_BASIC = 60;
const BEFORE_PROPERTIES = 12;

/** What a client sends first. */
export const PROTOCOL_HEADER_BYTES = 8;
/** The largest frame that both sides send. */
export const FRAME_MAX = 131_072;
const BODY_MAX = FRAME_MAX - HEAD_BYTES - 1;

export interface Frame {
  readonly type: number;
  readonly channel: number;
  readonly payload: Buffer;
}

/** The whole frames at the beginning of what was received, and the rest. */
export function splitFrames(received: Buffer): { frames: Frame[]; rest: Buffer } {
  const frames: Frame[] = [];
  let rest = received;
  while (rest.length >= HEAD_BYTES) {
    const end = HEAD_BYTES + rest.readUInt32BE(3);
    if (rest.length <= end) break;
    const payload = rest.subarray(HEAD_BYTES, end);
    frames.push({ type: rest.readUInt8(0), channel: rest.readUInt16BE(1), payload });
    rest = rest.subarray(end + 1);
  }
  return { frames, rest };
}

export function writeFrame(type: number, channel: number, payload: Buffer): Buffer {
  const frame = Buffer.alloc(HEAD_BYTES + payload.length + 1, END);
  frame.writeUInt8(type, 0);
  frame.writeUInt16BE(channel, 1);
  frame.writeUInt32BE(payload.length, 3);
  payload.copy(frame, HEAD_BYTES);
  return frame;
}

/** @param payload of a header frame. */
function readHeader(payload: Buffer): { size: number; section: Buffer } {
  return {
    size: Number(payload.readBigUInt64BE(4)),
    section: payload.subarray(BEFORE_PROPERTIES),
  };
}

/** The frames of a message that follow its method. */
export function writeContent(channel: number, section: Buffer, body: Buffer): Buffer {
  const head = Buffer.alloc(BEFORE_PROPERTIES);
  head.writeUInt16BE(CLASS_BASIC, 0);
  head.writeBigUInt64BE(BigInt(body.length), 4);
  const frames = [writeFrame(frameType.header, channel, Buffer.concat([head, section]))];
  for (let at = 0; at < body.length; at += BODY_MAX) {
    frames.push(writeFrame(frameType.body, channel, body.subarray(at, at + BODY_MAX)));
  }
  return Buffer.concat(frames);
}

interface Incoming {
  readonly fields: MethodFields;
  section: Buffer;
  missing: number;
  readonly pieces: Buffer[];
}

/** Puts the messages of a connection together from their frames, one at a time for each channel. */
export class IncomingMessages {
  private readonly incoming = new Map<number, Incoming>();

  /** @param fields of the method that publishes it. */
  begin(channel: number, fields: MethodFields): void {
    this.incoming.set(channel, { fields, section: Buffer.alloc(0), missing: 0, pieces: [] });
  }

  /** Returns the message when this frame was its last. */
  add({
    channel,
    payload,
    type,
  }: Frame): { message: StoredMessage; mandatory: boolean } | undefined {
    const incoming = this.incoming.get(channel);
    if (!incoming) return undefined;
    if (type === frameType.header) {
      const { section, size } = readHeader(payload);
      incoming.section = Buffer.from(section);
      incoming.missing = size;
    } else {
      incoming.pieces.push(payload);
      incoming.missing -= payload.length;
    }
    if (incoming.missing > 0) return undefined;
    this.drop(channel);
    const { fields, pieces, section } = incoming;
    const { exchange, mandatory, routingKey } = fields;
    return { message: { exchange, routingKey, section, body: Buffer.concat(pieces) }, mandatory };
  }

  drop(channel: number): void {
    this.incoming.delete(channel);
  }
}
