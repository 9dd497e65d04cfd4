import { v7 as uuidv7 } from 'uuid';

/** What may be said of a command beside its data. */
export interface CommandOptions {
  /** How long its answer is waited for, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /** The W3C trace context of the caller; the command continues that trace. */
  readonly traceparent?: string;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * A command to be sent: `client.send(name, new CommandRecord(data, { timeoutMs }))`. Data that is sent
 * without one has the defaults.
 */
export class CommandRecord {
  readonly messageId = uuidv7();
  readonly timeoutMs: number;
  readonly traceparent?: string;

  constructor(
    readonly data: object,
    { timeoutMs = DEFAULT_TIMEOUT_MS, traceparent }: CommandOptions = {},
  ) {
    this.timeoutMs = timeoutMs;
    this.traceparent = traceparent;
  }
}
