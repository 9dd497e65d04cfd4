import type { EventDto } from '@warren/model';
import { parseEvent, type ReceivedBytes } from './decode-event';
import type { Delivery } from '../messages/delivery';

/** Longer texts are no names: an event has none, and a log should not. */
const MAX_CHARS = 256;
/** What is parsed for the log alone; many messages may have the same trouble at once. */
const MAX_BYTES = 262_144;

/** The names of an event that the log has. */
export type EventNames = Partial<Pick<EventDto, 'id' | 'tipo'>>;

/** What the log says about a delivery. */
export interface AboutDelivery
  extends EventNames, Pick<Delivery, 'messageId' | 'queue' | 'attempt'> {
  readonly hasGivenId?: boolean;
}

/** What the log says about a delivery and its event; ids we gave are marked, since duplicates of those differ. */
export function aboutDelivery(
  { messageId, hasGivenId, queue, attempt }: Delivery,
  { id, tipo }: EventNames = {},
): AboutDelivery {
  return { messageId, id, tipo, queue, attempt, ...(hasGivenId && { hasGivenId }) };
}

/** What the log says about a message whose event was not read, or is not at hand. Never throws. */
export function aboutMessage(message: ReceivedBytes, queue?: string): object {
  return { messageId: message.properties.messageId, ...readNames(message), queue };
}

/** The names of the event in these bytes; none where they cannot be read, or are more than 256 KiB. */
export function readNames(message: ReceivedBytes): EventNames {
  if (message.content.length > MAX_BYTES) return {};
  try {
    return namesOf(parseEvent(message).sent);
  } catch {
    return {};
  }
}

/** The names in what may be an event. */
export function namesOf({
  id,
  tipo,
}: {
  readonly id?: unknown;
  readonly tipo?: unknown;
}): EventNames {
  return { id: nameOr(id), tipo: nameOr(tipo) };
}

function nameOr(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_CHARS ? value : undefined;
}
