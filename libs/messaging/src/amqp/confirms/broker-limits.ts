import { forbids, readForbiddenRoute, type ForbiddenRoute } from './forbidden-route';
import { defaultMessageLimit, MessageTooLargeError, readMessageLimit } from './message-limit';
import { isExpiration } from '../../messages/is-expiration';
import type { OutgoingMessage } from '../../messages/outgoing-message';

/** How long a route counts as forbidden; then it is tried again. */
export const FORBIDDEN_FOR_MS = 5_000;
const MAX_FORBIDDEN = 100;

/**
 * What the broker refuses for good. Such a message is not sent: for each that is, the broker closes
 * the channel, and what others have sent on it is in doubt.
 */
export class BrokerLimits {
  private ofVersion = defaultMessageLimit(undefined);
  private learned = Infinity;
  private forbidden: { route: ForbiddenRoute; reason: string; until: number }[] = [];

  /** @param configured in place of what the broker's version says. */
  constructor(private readonly configured?: number) {}

  /** The largest body that is sent, in bytes. */
  get maxMessageBytes(): number {
    return Math.min(this.configured ?? this.ofVersion, this.learned);
  }

  /** @param version of the broker, as it says when a connection begins. */
  readVersion(version: unknown): void {
    this.ofVersion = defaultMessageLimit(version);
  }

  /** @param reason why the broker closed a channel. */
  learn(reason: string): void {
    this.learned = Math.min(this.learned, readMessageLimit(reason) ?? Infinity);
    const route = readForbiddenRoute(reason);
    if (route === undefined) return;
    const until = performance.now() + FORBIDDEN_FOR_MS;
    this.forbidden = [...this.forbidden, { route, reason, until }].slice(-MAX_FORBIDDEN);
  }

  /**
   * @throws MessageTooLargeError when the broker takes none so large; RangeError when it takes no such
   * expiration.
   */
  check({ body, properties: { expiration } }: OutgoingMessage): void {
    const { maxMessageBytes } = this;
    if (body.length > maxMessageBytes) throw new MessageTooLargeError(body.length, maxMessageBytes);
    if (expiration !== undefined && !isExpiration(expiration))
      throw new RangeError('RabbitMQ does not accept this expiration');
  }

  /** Why this process may not publish the message where it is to go, if it may not. */
  whyForbidden(message: OutgoingMessage): string | undefined {
    if (this.forbidden.length === 0) return undefined;
    const now = performance.now();
    this.forbidden = this.forbidden.filter(({ until }) => until > now);
    return this.forbidden.find(({ route }) => forbids(route, message))?.reason;
  }
}
