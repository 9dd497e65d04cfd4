import { askManagement } from '../ask-management';
import type { ManagementConfig } from '../management.config';
import type { MessagingConfig } from '../../amqp/connection/messaging.config';

/** A policy or an operator policy, as the management API lists it. */
export interface Policy {
  readonly name: string;
  /** A regular expression of the names it is for. */
  readonly pattern: string;
  readonly 'apply-to': string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly priority: number;
  readonly isOperator: boolean;
}

/**
 * The policies in the virtual host of `RABBITMQ_URL`, as a user with the `management` tag.
 *
 * @throws Error as `askManagement`.
 */
export async function readPolicies(
  messaging: Pick<MessagingConfig, 'urls'>,
  management: ManagementConfig,
): Promise<readonly Policy[]> {
  const lists = ['policies', 'operator-policies'].map(async (kind) => {
    const found = (await askManagement(messaging, management, kind)) as Policy[];
    return found.map((each) => ({ ...each, isOperator: kind === 'operator-policies' }));
  });
  return (await Promise.all(lists)).flat();
}
