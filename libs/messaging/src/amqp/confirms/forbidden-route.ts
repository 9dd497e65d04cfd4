import type { MessageRoute } from '../../messages/write-message';

/** What the broker says that this process may not publish to. */
export interface ForbiddenRoute {
  readonly exchange: string;
  /** Absent: with any key. */
  readonly routingKey?: string;
}

/** How the broker says it, in the reason for closing the channel. */
const REFUSAL = /access to (?:topic '(.*)' in )?exchange '(.*)' in vhost '/;
/** What the broker calls the default exchange there. */
const DEFAULT_EXCHANGE = 'amq.default';

/** What the reason for closing a channel says is forbidden, if it does. Pure. */
export function readForbiddenRoute(reason: string): ForbiddenRoute | undefined {
  const [, routingKey, exchange] = REFUSAL.exec(reason) ?? [];
  if (exchange === undefined) return undefined;
  return { exchange: exchange === DEFAULT_EXCHANGE ? '' : exchange, routingKey };
}

/** Whether a message that is published this way would be refused. Pure. */
export function forbids(
  { exchange, routingKey }: ForbiddenRoute,
  message: Pick<MessageRoute, 'exchange' | 'routingKey'>,
): boolean {
  return (
    exchange === message.exchange && (routingKey === undefined || routingKey === message.routingKey)
  );
}
