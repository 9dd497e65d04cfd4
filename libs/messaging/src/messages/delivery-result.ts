/** What became of a delivery, once that is safe. */
export type DeliveryResult =
  /** Its handler processed it. */
  | { readonly kind: 'processed' }
  /** It had been processed before; its handler was not called. */
  | { readonly kind: 'duplicate' }
  /** Its time has not come; a copy waits for it. */
  | { readonly kind: 'postponed' }
  /** Its properties cannot be read; a copy lies in the queue for unreadable messages. */
  | { readonly kind: 'unreadable' }
  /** It failed; a copy waits for the next attempt, or lies in the dead-letter queue. */
  | {
      readonly kind: 'retry' | 'dead-letter';
      readonly messageId: string;
      readonly failure: { readonly code: string; readonly message: string };
      /**
       * Whether it may be the fault of something that every event of the queue needs. Not so when the
       * event itself is at fault, or when its handler was done and its answer was not accepted. Undefined
       * when its handler was not called.
       */
      readonly countsForBreaker: boolean | undefined;
      /**
       * Whether it is to be rejected in place of acked: the broker refuses its copy for good, and
       * dead-letters the message itself.
       */
      readonly isRejected?: true;
    };
