import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { waitUntil } from '../../async/wait-until';
import type { BrokerSettings } from '../../amqp/connection/messaging.config';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import { readMark } from '../../records/check-record';
import { writeMark } from '../../records/entries';
import { StreamReader } from './stream-reader';

const PAUSE_MS = 500;
const MARK_TIMEOUT_MS = 5_000;

/**
 * The entry at the end of the stream; later records are at it or behind it. AMQP has no
 * question for it, so a mark is written there and found again.
 *
 * Tries until it succeeds.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function findTailOffset(
  publisher: Pick<ConfirmPublisher, 'isConnected' | 'restoreTopology' | 'send'>,
  config: BrokerSettings,
  queue: string,
  signal: AbortSignal,
): Promise<number> {
  const found = new Map<string, number>();
  const reader = new StreamReader(config, {
    queue,
    from: 'next',
    onEntry: (body, offset) => {
      const mark = readMark(body);
      if (mark !== undefined) found.set(mark, offset);
    },
    onFailed: () => undefined,
  });
  try {
    for (;;) {
      // The publisher's connection declares the stream.
      await waitUntil(() => publisher.isConnected, Infinity, signal);
      reader.start();
      await waitUntil(() => reader.isAttached, MARK_TIMEOUT_MS, signal);
      const mark = randomUUID();
      const { kind } = await publisher.send(writeMark(mark, queue));
      if (kind === 'confirmed') await waitUntil(() => found.has(mark), MARK_TIMEOUT_MS, signal);
      else {
        // Somebody may have deleted it.
        if (kind === 'unroutable') await publisher.restoreTopology().catch(() => undefined);
        await wait(PAUSE_MS, undefined, { signal });
      }
      const end = found.get(mark);
      if (end !== undefined) return end;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await reader.close();
  }
}
