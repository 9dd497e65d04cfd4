import { randomUUID } from 'node:crypto';
import { topology } from '@warren/contracts';
import type { Channel } from 'amqplib';
import { nameTrace } from './name-trace';
import type { FoundMessage, StoredAction, StoredRecord } from './record';

interface Entry {
  readonly mark?: string;
  readonly kind?: string;
  readonly event?: { readonly id: string; readonly tipo: string };
  readonly delivery?: {
    readonly messageId: string;
    readonly queue: string;
    readonly causationId?: string;
  };
  readonly causationId?: string;
  readonly messageId?: string;
  readonly queue?: string;
  readonly cause?: string;
  readonly failure?: { readonly code: string };
  readonly body?: string;
  readonly redrives?: number;
  readonly key?: string;
  readonly supersedes?: string;
}

/** What the journal says, record by record. */
export interface JournalContent {
  readonly processed: StoredRecord[];
  readonly deadLetters: FoundMessage[];
  readonly actions: StoredAction[];
}

/** What the journal says, read from its first record, with nothing of Warren's own in between. */
export async function readJournal(channel: Channel): Promise<JournalContent> {
  const processed: StoredRecord[] = [];
  const deadLetters = new Map<string, FoundMessage>();
  const actions: Omit<StoredAction, 'isTakenOver'>[] = [];
  const takenOver = new Set<string>();
  const end = randomUUID();
  const mark = Buffer.from(JSON.stringify({ mark: end }));
  channel.sendToQueue(topology.journal.queue, mark, { persistent: true });
  await channel.prefetch(500);
  await new Promise<void>((resolve, reject) => {
    const take = (entry: Entry): void => {
      if (entry.mark === end) resolve();
      else if (entry.kind === 'processed') processed.push(readProcessed(entry));
      else if (entry.kind === 'dead-lettered') {
        // Recorded twice when a worker was killed in between, and the same each time.
        deadLetters.set((entry as { deadLetterId: string }).deadLetterId, readDeadLetter(entry));
      } else if (entry.kind === 'redriven' || entry.kind === 'discarded') {
        actions.push(entry as Omit<StoredAction, 'isTakenOver'>);
      } else if (entry.supersedes !== undefined) takenOver.add(String(entry.key));
    };
    const options = { arguments: { 'x-stream-offset': 'first' } };
    channel
      .consume(
        topology.journal.queue,
        (message) => {
          if (!message) return reject(new Error('the broker ended the reading of the journal'));
          // One record on a line, and one line or several.
          for (const line of message.content.toString().split('\n'))
            take((readEvent(line) ?? {}) as Entry);
          channel.ack(message);
        },
        options,
      )
      .catch(reject);
  });
  return {
    processed,
    deadLetters: [...deadLetters.values()],
    actions: actions.map((each) => ({ ...each, isTakenOver: takenOver.has(each.deadLetterId) })),
  };
}

function readProcessed({ delivery, event }: Entry): StoredRecord {
  return {
    id: nameTrace(event, delivery?.causationId, delivery?.messageId),
    messageId: String(delivery?.messageId),
    queue: String(delivery?.queue),
  };
}

function readDeadLetter({ body = '', cause, failure, ...entry }: Entry): FoundMessage {
  return {
    id: nameTrace(readEvent(body), entry.causationId, entry.messageId),
    messageId: String(entry.messageId),
    queue: String(entry.queue),
    reason: cause === 'failed' ? String(failure?.code) : String(cause),
    redrives: entry.redrives,
  };
}

/** What a text says as JSON; undefined for one that is no object of it, as foreign messages are. */
export function readEvent(text: string): Entry['event'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Entry['event']) : undefined;
  } catch {
    return undefined;
  }
}
