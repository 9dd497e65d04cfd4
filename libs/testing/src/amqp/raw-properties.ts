/** The properties of a message as bytes, in any form: a client library writes only those it knows. */
export interface RawProperties {
  /** Each one as `rawField` writes it. */
  readonly headers?: readonly Buffer[];
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly persistent?: boolean;
  readonly priority?: number;
  readonly correlationId?: string;
  readonly replyTo?: string;
  readonly expiration?: string;
  readonly messageId?: string;
  readonly timestamp?: number | bigint;
  readonly type?: string;
  readonly userId?: string;
  readonly appId?: string;
}

/** The property section of a content header: its flags, and what they name (AMQP 0-9-1, 4.2.6.1). */
export function rawProperties({
  headers,
  persistent = false,
  priority,
  timestamp,
  ...texts
}: RawProperties): Buffer {
  const parts: [number, Buffer | undefined][] = [
    [0x8000, short(texts.contentType)],
    [0x4000, short(texts.contentEncoding)],
    [0x2000, headers && rawTable(headers)],
    [0x1000, persistent ? Buffer.from([2]) : undefined],
    [0x0800, priority === undefined ? undefined : Buffer.of(priority)],
    [0x0400, short(texts.correlationId)],
    [0x0200, short(texts.replyTo)],
    [0x0100, short(texts.expiration)],
    [0x0080, short(texts.messageId)],
    [0x0040, timestamp === undefined ? undefined : long(timestamp)],
    [0x0020, short(texts.type)],
    [0x0010, short(texts.userId)],
    [0x0008, short(texts.appId)],
  ];
  const given = parts.filter(([, bytes]) => bytes !== undefined);
  const flags = Buffer.alloc(2);
  flags.writeUInt16BE(given.reduce((sum, [flag]) => sum + flag, 0));
  return Buffer.concat([flags, ...given.map(([, bytes]) => bytes as Buffer)]);
}

/** A header: its name and its value. */
export function rawField(name: string, bytes: Buffer): Buffer {
  return Buffer.concat([short(name) as Buffer, bytes]);
}

/** A value of a type; with its length in front, where the type has none of its own. */
export function rawValue(tag: string, bytes: Buffer = Buffer.alloc(0), hasLength = false): Buffer {
  return Buffer.concat([Buffer.from(tag, 'latin1'), hasLength ? sized(bytes) : bytes]);
}

export function rawText(content: string): Buffer {
  return rawValue('S', Buffer.from(content), true);
}

export function rawList(values: readonly Buffer[]): Buffer {
  return rawValue('A', Buffer.concat(values), true);
}

/** Fields with their length in front, as they stand behind the tag of a table. */
export function rawTable(fields: readonly Buffer[]): Buffer {
  return sized(Buffer.concat(fields));
}

/** A list in a list, and so on: `depth` of them. */
export function nestedLists(depth: number): Buffer {
  const bytes = Buffer.alloc(depth * 5);
  for (let level = 0; level < depth; level += 1) {
    bytes.write('A', level * 5, 'latin1');
    bytes.writeUInt32BE((depth - level - 1) * 5, level * 5 + 1);
  }
  return bytes;
}

function long(number: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(number));
  return bytes;
}

function sized(bytes: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

function short(content?: string): Buffer | undefined {
  if (content === undefined) return undefined;
  const bytes = Buffer.from(content).subarray(0, 255);
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}
