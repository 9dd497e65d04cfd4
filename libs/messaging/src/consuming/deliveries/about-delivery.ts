import type { Delivery } from './delivery';

/** What the log says about a delivery; ids we gave are marked, since duplicates of those differ. */
export function aboutDelivery({ messageId, hasGivenId, queue, attempt }: Delivery): object {
  return { messageId, queue, attempt, ...(hasGivenId && { hasGivenId }) };
}
