/** The largest record, and entry of several, in bytes. A reader skips what is larger. */
export const MAX_RECORD_BYTES = 2_097_152;

/**
 * The longest texts of a record, in characters: what views keep by the thousand has a bound, and any
 * client may write to the journal. What Warren writes is within them. Other texts (bodies, payloads,
 * headers) are as long as their record may be.
 */
export const MAX_CHARS = {
  /** Ids, queues, exchanges, routing keys, codes, times: as AMQP and the sources bound them. */
  name: 255,
  /** The event's `id` and `tipo`, `handler`, `worker`, `by`. */
  label: 1_024,
  /** Messages, stacks and reasons. */
  words: 4_096,
  /** The first KiB of an excerpt, as it may be in base64. */
  head: 2_048,
} as const;

/** The most AMQP properties that a record has of a publisher. */
export const MAX_PROPERTIES = 32;
