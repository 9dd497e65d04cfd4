/** What is known of a publish without a worker having seen its message. */
export interface KnownPublish {
  readonly at: Date;
  readonly outcome: 'confirmed' | 'unroutable' | 'refused' | 'unknown';
  readonly exchange: string;
  readonly routingKey: string;
  readonly code?: string;
  readonly reason?: string;
  readonly deliverAt?: Date;
}

/** Knows publishes that gateways reported. An app that has none shows only what workers recorded. */
export abstract class KnownPublishes {
  abstract find(messageId: string): KnownPublish | undefined;
}
