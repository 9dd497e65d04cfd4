import type { OutgoingMessage } from '../../messages/outgoing-message';
import type { ByteWriter } from '../../wire/byte-writer';
import { putTable } from '../../wire/put-table';

/** AMQP 0-9-1, 4.2.3: the types of frames, and what each ends with. */
const frame = { method: 1, header: 2, body: 3, end: 0xce } as const;
/** What a frame has beside its payload. */
const FRAME_OVERHEAD = 8;
/**
 * Of a header frame. With what the broker adds (deaths, say) it must still fit one readable frame.
 */
const MAX_HEADER = 64 * 1_024;
const CLASS_BASIC = 60;
const METHOD_PUBLISH = 40;
const BIT_MANDATORY = 1;

/** AMQP 0-9-1, 4.2.6.1: a bit for each property that is there, which come in this order. */
const flag = {
  contentType: 1 << 15,
  contentEncoding: 1 << 14,
  headers: 1 << 13,
  deliveryMode: 1 << 12,
  priority: 1 << 11,
  correlationId: 1 << 10,
  replyTo: 1 << 9,
  expiration: 1 << 8,
  messageId: 1 << 7,
  timestamp: 1 << 6,
  type: 1 << 5,
  appId: 1 << 3,
} as const;

/** Where a message goes on a connection. */
export interface Channel {
  readonly number: number;
  /** The largest frame both sides agreed upon, in bytes. */
  readonly frameMax: number;
}

/**
 * Puts the frames that publish a message (AMQP 0-9-1, basic.publish) as a unit: its method, its header
 * and as many of its body as it takes.
 *
 * @throws TypeError or RangeError when AMQP cannot carry it; nothing was put then.
 */
export function putMessage(out: ByteWriter, channel: Channel, message: OutgoingMessage): void {
  try {
    putMethod(out, channel.number, message);
    putHeader(out, channel, message);
    putBody(out, channel, message.body);
  } catch (error) {
    out.dropUnit();
    throw error;
  }
  out.endUnit();
}

function putMethod(out: ByteWriter, channel: number, message: OutgoingMessage): void {
  const at = beginFrame(out, frame.method, channel);
  out.putShort(CLASS_BASIC);
  out.putShort(METHOD_PUBLISH);
  out.putShort(0);
  out.putShortString(message.exchange);
  out.putShortString(message.routingKey);
  out.putOctet(message.properties.mandatory === true ? BIT_MANDATORY : 0);
  endFrame(out, at);
}

function putHeader(out: ByteWriter, { number, frameMax }: Channel, message: OutgoingMessage): void {
  const frameAt = out.position;
  const at = beginFrame(out, frame.header, number);
  out.putShort(CLASS_BASIC);
  out.putShort(0);
  out.putLongLong(message.body.length);
  if (message.section) {
    out.putBytes(message.section);
  } else {
    const flagsAt = out.position;
    out.putShort(0);
    out.setShort(flagsAt, putProperties(out, message.properties));
  }
  endFrame(out, at);
  const most = message.section ? frameMax : Math.min(frameMax, MAX_HEADER);
  const bytes = out.position - frameAt;
  if (bytes > most) throw new RangeError(`properties of ${bytes} bytes; ${most} are taken`);
}

/** Returns which are there. */
function putProperties(out: ByteWriter, properties: OutgoingMessage['properties']): number {
  const { expiration, timestamp } = properties;
  let flags: number = flag.headers | flag.deliveryMode | flag.messageId;
  flags |= putText(out, flag.contentType, properties.contentType);
  flags |= putText(out, flag.contentEncoding, properties.contentEncoding);
  putTable(out, (properties.headers ?? {}) as object);
  out.putOctet(properties.persistent ? 2 : 1);
  flags |= putPriority(out, properties.priority);
  flags |= putText(out, flag.correlationId, properties.correlationId);
  flags |= putText(out, flag.replyTo, properties.replyTo);
  if (expiration !== undefined) flags |= putText(out, flag.expiration, String(expiration));
  out.putShortString(properties.messageId);
  if (timestamp !== undefined) {
    out.putLongLong(typeof timestamp === 'string' ? BigInt(timestamp) : timestamp);
    flags |= flag.timestamp;
  }
  flags |= putText(out, flag.type, properties.type);
  return flags | putText(out, flag.appId, properties.appId);
}

function putPriority(out: ByteWriter, priority: number | undefined): number {
  if (priority === undefined) return 0;
  if (!Number.isInteger(priority) || priority < 0 || priority > 255) {
    throw new RangeError(`a priority of ${priority}; AMQP has 0 to 255`);
  }
  out.putOctet(priority);
  return flag.priority;
}

function putText(out: ByteWriter, itsFlag: number, text: string | undefined): number {
  if (text === undefined) return 0;
  out.putShortString(text);
  return itsFlag;
}

function putBody(out: ByteWriter, { number, frameMax }: Channel, body: Buffer): void {
  const most = frameMax - FRAME_OVERHEAD;
  for (let offset = 0; offset < body.length; offset += most) {
    const at = beginFrame(out, frame.body, number);
    out.putBytes(body.length <= most ? body : body.subarray(offset, offset + most));
    endFrame(out, at);
  }
}

/** Returns where its length is to be put in. */
function beginFrame(out: ByteWriter, type: number, channel: number): number {
  out.putOctet(type);
  out.putShort(channel);
  const at = out.position;
  out.putLong(0);
  return at;
}

function endFrame(out: ByteWriter, at: number): void {
  out.setLength(at);
  out.putOctet(frame.end);
}
