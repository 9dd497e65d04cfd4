import { nestedLists, rawField, rawProperties, rawText, waitFor } from '@warren/testing';
import type { ConsumingHarness } from '../consuming/consuming.harness';
import { twoQueues } from '../consuming/two-queues.harness';
import type { SetAsideMessage } from './read-unreadable';
import { UnreadableQueue } from './unreadable-queue';

/** Properties with a header that amqplib cannot read, or that is nested deeper than it is let. */
export function unreadable(messageId: string, bytes: Buffer = nestedLists(100)): Buffer {
  const headers = [rawField('deep', bytes), rawField('z', rawText('behind'))];
  return rawProperties({ headers, messageId, persistent: true });
}

/** What was set aside, once there is so much. */
export async function untilSetAside(
  harness: ConsumingHarness,
  count: number,
): Promise<readonly SetAsideMessage[]> {
  await waitFor(
    `${count} to be set aside`,
    async () => (await harness.depth('unreadable')) >= count,
  );
  return new UnreadableQueue(harness.config, twoQueues({})).look(
    (each) => each,
    (found) => found,
  );
}
