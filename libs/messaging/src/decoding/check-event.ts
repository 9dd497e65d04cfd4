import type { EventClass } from '@warren/model';
import type { FieldFault } from '@warren/platform';
import { PermanentError } from '../messages/handler-errors';
import { decodeContent, type EncodedBytes } from './decode-content';
import { decodeEvent, type ReceivedBytes } from './decode-event';
import { InvalidEventError } from './invalid-event.error';

/** Why a consumer refuses a message for good. */
export interface EventFaults {
  /** As its dead letter has it: `invalid_event`, `malformed_json` … */
  readonly code: string;
  /** Up to 20. */
  readonly faults: readonly FieldFault[];
}

/**
 * Says what a consumer of events of this class would say of a message's bytes, by the code that the
 * consumer runs. Resolves with undefined for those that it would give to its handler.
 */
export function checkEvent(
  message: ReceivedBytes & EncodedBytes,
  eventClass: EventClass,
): Promise<EventFaults | undefined> {
  const decode = async (): Promise<unknown> => {
    const content = await decodeContent(message);
    return decodeEvent({ ...message, content }, eventClass);
  };
  return faultsOf(decode());
}

/** Why the decoding of an event failed for good; undefined when it did not. Rejects with other errors. */
export async function faultsOf(decoding: Promise<unknown>): Promise<EventFaults | undefined> {
  try {
    await decoding;
    return undefined;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    const { code, message } = error;
    const isByField = error instanceof InvalidEventError;
    return { code, faults: isByField ? error.faults : [{ pointer: '', detail: message }] };
  }
}
