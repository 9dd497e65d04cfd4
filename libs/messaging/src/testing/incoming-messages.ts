import type { MethodFields } from './amqp-codec';
import { frameType, readHeader, type Frame } from './amqp-frames';
import type { StoredMessage } from './stored-message';

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
