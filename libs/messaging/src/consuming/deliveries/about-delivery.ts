import type { EventDto } from '@warren/contracts';
import type { Delivery } from './delivery';

/** What the log says about a delivery and its event; ids we gave are marked, since duplicates of those differ. */
export function aboutDelivery(
  { messageId, hasGivenId, queue, attempt }: Delivery,
  event?: EventDto,
): object {
  const { id, tipo } = event ?? {};
  return { messageId, id, tipo, queue, attempt, ...(hasGivenId && { hasGivenId }) };
}
