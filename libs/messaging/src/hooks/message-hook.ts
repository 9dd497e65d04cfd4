import type { EventDto, Exchange } from '@warren/model';
import type { Delivery } from '../messages/delivery';
import type { PublishReceipt } from '../messages/publish-receipt';
import type { PublishOptions } from '../messages/write-message';

/** A publish that is about to begin. */
export interface Publishing {
  readonly exchange: Exchange;
  readonly routingKey: string;
  readonly event: EventDto;
  readonly options: PublishOptions;
}

/** A delivery that its handler is about to get. */
export interface Handling {
  /** `Class.method`. */
  readonly handler: string;
  readonly event: EventDto;
  readonly delivery: Delivery;
}

/**
 * Something around every publish and every handling, for metrics and traces. Both methods call `run`
 * once, before they await anything else, and can look at its result.
 *
 * A hook observes: it cannot change, repeat, hold up or lose a message. What counts is the result of
 * `run`, not what the method itself returns. The promise of `run` never rejects: a failure of the work is
 * a result with a `reason`, which a hook may ignore. When a method returns without having called `run`,
 * the work begins without it. What a method throws is logged once, and changes nothing.
 */
export interface MessageHook {
  /**
   * Around each `publish` and `publishNext` of a Publisher. What the library itself sends (retries, dead
   * letters, relayed and redriven events) does not come here.
   *
   * @param run publishes, with the receipt or the error of `publish` as the result.
   * `traceparent`: the W3C trace context that the message continues, in place of that in the options.
   */
  aroundPublish?(
    publishing: Publishing,
    run: (traceparent?: string) => Promise<PromiseSettledResult<PublishReceipt>>,
  ): unknown;

  /**
   * Around each call of a handler of events, its time limit included. Not around a message that its
   * handler does not get: one that cannot be read, is not valid, or was processed before.
   *
   * @param run calls the handler, in the asynchronous context of this method; that of `@HandlesBatch` is
   * called once for many. What the handler returns or throws is the result.
   */
  aroundHandling?(handling: Handling, run: () => Promise<PromiseSettledResult<unknown>>): unknown;
}
