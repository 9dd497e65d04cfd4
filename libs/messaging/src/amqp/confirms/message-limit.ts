/** The limits that RabbitMQ has unless its `max_message_size` says otherwise. */
const DEFAULT_OF_3 = 134_217_728;
const DEFAULT_OF_4 = 16_777_216;

/** How the broker says that a message was too large, in the reason for closing the channel. */
const REFUSAL = /message size \d+ is larger than (?:configured )?max size (\d+)/;

/**
 * The largest body, in bytes, that a broker of this version takes by default. Of a version that is
 * not known the smallest. Pure.
 */
export function defaultMessageLimit(version: unknown): number {
  return typeof version === 'string' && version.startsWith('3.') ? DEFAULT_OF_3 : DEFAULT_OF_4;
}

/** The limit that the broker names when it refuses a message for its size. Pure. */
export function readMessageLimit(reason: string): number | undefined {
  const [, limit] = REFUSAL.exec(reason) ?? [];
  return limit === undefined ? undefined : Number(limit);
}

/** The body is larger than the broker takes: nothing was sent, and it never can be. */
export class MessageTooLargeError extends RangeError {
  constructor(bytes: number, limit: number) {
    super(`${bytes} bytes are more than the broker takes, which is ${limit}`);
    this.name = 'MessageTooLargeError';
  }
}
