import { createHash } from 'node:crypto';
import { headers as names } from '@warren/model';
import type { Excerpt } from '../../messages/excerpt';
import type { OutgoingMessage } from '../../messages/outgoing-message';

const PIECE_BYTES = 1_048_576;
/** The most that any broker takes as one message: a record that names more is not one of ours. */
const MAX_BODY_BYTES = 536_870_912;

/** A body as the messages that keep it in the stream `queue`, in order. */
export function* writePieces(
  deadLetterId: string,
  content: Buffer,
  queue: string,
  maxMessageBytes: number,
): Generator<OutgoingMessage> {
  const size = Math.min(PIECE_BYTES, maxMessageBytes);
  for (let at = 0; at < content.length; at += size) {
    yield {
      exchange: '',
      routingKey: queue,
      body: content.subarray(at, at + size),
      properties: {
        messageId: `${deadLetterId}-${at}`,
        type: 'piece',
        contentType: 'application/octet-stream',
        persistent: true,
        mandatory: true,
        headers: { [names.deadLetterId]: deadLetterId, [names.pieceAt]: at },
      },
    };
  }
}

/** The pieces of one body as they are found in the stream, in any order, some of them twice. */
export class BodyPieces {
  private readonly pieces = new Map<number, Buffer>();
  private bytes = 0;

  constructor(
    private readonly deadLetterId: string,
    private readonly excerpt: Excerpt,
  ) {}

  /** Takes an entry of the stream; one that is no piece of this body, or was taken before, has no effect. */
  put(body: Buffer, headers: Readonly<Record<string, unknown>>): void {
    const { [names.deadLetterId]: deadLetterId, [names.pieceAt]: at } = headers;
    if (deadLetterId !== this.deadLetterId || typeof at !== 'number' || this.pieces.has(at)) return;
    if (this.bytes + body.length > Math.min(this.excerpt.bytes, MAX_BODY_BYTES)) return;
    this.pieces.set(at, body);
    this.bytes += body.length;
  }

  /** Whether there are as many bytes as the body has. */
  get isComplete(): boolean {
    return this.bytes === this.excerpt.bytes;
  }

  /** The body; undefined unless these are its bytes, by their SHA-256. */
  join(): Buffer | undefined {
    const inOrder = [...this.pieces].sort(([one], [other]) => one - other);
    const content = Buffer.concat(inOrder.map(([, piece]) => piece));
    const sha256 = createHash('sha256').update(content).digest('hex');
    return sha256 === this.excerpt.sha256 ? content : undefined;
  }
}
