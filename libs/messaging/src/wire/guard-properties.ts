import type { ConsumeMessage } from 'amqplib';
import { findPropertiesFault, keepReadable } from './check-properties';
import { FLAGS_BYTES, type PropertiesFault } from './property-bytes';
import { StrayFrames, type OpenChannels, type ReceivedFrame } from './stray-frames';

/** What was wrong with the properties of a message, and their bytes as they came. */
export interface UnreadableProperties {
  readonly fault: PropertiesFault;
  readonly bytes: Buffer;
}

const CONTENT_HEADER = 2;
/** Of a frame: its type, channel and size. */
const FRAME_HEAD_BYTES = 7;
/** Of a content header: its class, weight and the size of the body. */
const BEFORE_PROPERTIES = FRAME_HEAD_BYTES + 12;

type FoundProperties = Pick<UnreadableProperties, 'bytes'> & Partial<UnreadableProperties>;

/** What amqplib's connections have without declaring it. */
interface ConnectionParts {
  /** What came and is not read yet; a whole frame stands at its beginning, or a part of one. */
  readonly rest: Buffer;
  /** Reads the next frame, or gives false until it is whole. */
  recvFrame: () => ReceivedFrame | false;
  readonly channels: OpenChannels;
}

/** By the properties that amqplib made: no client can write into it, as it could into a header. */
const unreadable = new WeakMap<object, UnreadableProperties>();

/** Their bytes as they came; a WeakMap would cost each message ten times as much. */
const RECEIVED = Symbol('the bytes of the properties');

interface ReceivedProperties {
  [RECEIVED]?: Buffer;
}

/**
 * Looks at the properties of each message before amqplib reads them. What it could not read would
 * close the connection, with everything on it; here such a message arrives with the properties that
 * can be read, and `unreadableOf` says what was wrong. Passes over what nothing waits for (see
 * StrayFrames). To be called for every connection, at once;
 * again has no effect.
 *
 * @param connection amqplib's own, as its channels and models have it.
 * @throws Error when this amqplib has no longer what is needed of it.
 */
export function guardProperties(connection: object): void {
  const parts = readParts(connection);
  if (Object.hasOwn(parts, 'recvFrame')) return;
  const receive = parts.recvFrame.bind(parts);
  const strays = new StrayFrames(parts.channels);
  parts.recvFrame = () => {
    for (;;) {
      const found = makeReadable(parts.rest);
      const frame = receive();
      if (frame && strays.isStray(frame)) continue;
      if (found && frame && frame.fields) keepBytes(frame.fields, found);
      return frame;
    }
  };
}

function keepBytes(properties: object, { bytes, fault }: FoundProperties): void {
  if (fault) unreadable.set(properties, { bytes, fault });
  else (properties as ReceivedProperties)[RECEIVED] = bytes;
}

/** What could not be read of a message that came on a guarded connection; undefined when all could. */
export function unreadableOf({
  properties,
}: Pick<ConsumeMessage, 'properties'>): UnreadableProperties | undefined {
  return unreadable.get(properties);
}

/** The bytes of properties that can be read and came on a guarded connection. */
export function receivedBytes(properties: object): Buffer | undefined {
  return (properties as ReceivedProperties)[RECEIVED];
}

/** In place: bytes behind the properties that the flags name are not looked at. */
function makeReadable(rest: Buffer): FoundProperties | undefined {
  if (rest[0] !== CONTENT_HEADER || rest.length < BEFORE_PROPERTIES + FLAGS_BYTES) return undefined;
  const end = FRAME_HEAD_BYTES + rest.readUInt32BE(3);
  // Not whole yet: it is looked at when the rest of it has come.
  if (rest.length <= end || end < BEFORE_PROPERTIES + FLAGS_BYTES) return undefined;
  const section = rest.subarray(BEFORE_PROPERTIES, end);
  if (findPropertiesFault(section) === undefined) return { bytes: section };
  const bytes = Buffer.from(section);
  const fault = findPropertiesFault(section, true);
  if (fault) keepReadable(bytes).copy(section);
  return { bytes, fault };
}

function readParts(connection: object): ConnectionParts {
  const { channels, recvFrame, rest } = connection as Partial<ConnectionParts>;
  if (typeof recvFrame === 'function' && Buffer.isBuffer(rest) && Array.isArray(channels)) {
    return connection as ConnectionParts;
  }
  throw new Error('this version of amqplib is built differently: Warren cannot consume with it');
}
