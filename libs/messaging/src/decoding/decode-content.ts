import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { PermanentError } from '../messages/handler-errors';

/** The largest body that a compressed one may decode to: a few KiB can decode to gigabytes. */
export const MAX_DECODED_BYTES = 4_194_304;
/** A larger one may have this many times the bytes that were sent: JSON has 10 to 20, seldom 100. */
export const MAX_RATIO = 100;
/** What may be decoded at any ratio. */
export const ANY_RATIO_BYTES = 65_536;
const MAX_ENCODINGS = 2;

/** What says nothing of a compression; some clients name a character set here. JSON is UTF-8. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['', 'identity', 'binary', '7bit', '8bit'],
  ...['utf-8', 'utf8', 'us-ascii', 'ascii'],
]);

/** Bytes, and how they are encoded. */
export interface EncodedBytes {
  readonly content: Buffer;
  readonly properties: { readonly contentEncoding?: unknown };
}

type Decoder = (content: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzipped: Decoder = promisify(gunzip);
const inflated: Decoder = promisify(inflate);
const inflatedRaw: Decoder = promisify(inflateRaw);

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzipped],
  ['x-gzip', gunzipped],
  ['br', promisify(brotliDecompress)],
  // Some senders leave out the header that RFC 9110 wants.
  [
    'deflate',
    (content, options) => (hasZlibHeader(content) ? inflated : inflatedRaw)(content, options),
  ],
]);

/**
 * The bytes of a message with its `content-encoding` undone: gzip, deflate and br, up to two of them. The
 * event loop is free meanwhile. Bytes that are not compressed are given as they are. What is decoded has
 * up to 64 KiB, or 100 times the bytes that were sent, and up to 4 MiB: no small message makes much of a
 * record, or much work.
 *
 * @throws PermanentError `unsupported_encoding`, `malformed_encoding` or `decoded_too_large`.
 */
export async function decodeContent({ content, properties }: EncodedBytes): Promise<Buffer> {
  const sent = properties.contentEncoding;
  const limit = Math.min(MAX_DECODED_BYTES, Math.max(ANY_RATIO_BYTES, MAX_RATIO * content.length));
  let decoded = content;
  // The first of them was done first.
  for (const encoding of readEncodings(sent).reverse())
    decoded = await undo(encoding, decoded, limit);
  return decoded;
}

/** Whether a message says that its bytes are compressed. */
export function isCompressed({ properties }: Pick<EncodedBytes, 'properties'>): boolean {
  return namesOf(properties.contentEncoding).length > 0;
}

function readEncodings(sent: unknown): string[] {
  const names = namesOf(sent);
  if (names.length > MAX_ENCODINGS || names.some((name) => !DECODERS.has(name))) {
    throw new PermanentError(
      'unsupported_encoding',
      `content-encoding '${String(sent)}' is not supported; gzip, deflate and br are, at most ${MAX_ENCODINGS} of them`,
    );
  }
  return names;
}

function namesOf(sent: unknown): string[] {
  if (typeof sent !== 'string') return [];
  return sent
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => !PLAIN.has(name));
}

async function undo(encoding: string, content: Buffer, limit: number): Promise<Buffer> {
  try {
    const decoder = DECODERS.get(encoding) as Decoder;
    return await decoder(content, { maxOutputLength: limit });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      const words = `its content-encoding '${encoding}' decodes to more than ${limit} bytes, the most for a message of its size`;
      throw new PermanentError('decoded_too_large', words);
    }
    const words = `the body is not what content-encoding '${encoding}' says: ${message}`;
    throw new PermanentError('malformed_encoding', words, { cause: error });
  }
}

/** RFC 1950, section 2.2. */
function hasZlibHeader(content: Buffer): boolean {
  return content.length >= 2 && (content[0]! & 0x0f) === 8 && content.readUInt16BE(0) % 31 === 0;
}
