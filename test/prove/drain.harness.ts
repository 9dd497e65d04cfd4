import { setTimeout as wait } from 'node:timers/promises';
import { topology } from '@warren/contracts';
import { headers as names, retryQueues, stageQueues } from '@warren/model';
import { ManagementApi } from '@warren/testing';
import { connect, type Channel, type GetMessage } from 'amqplib';
import type { Broker } from './cause-faults.harness';
import { nameTrace } from './name-trace';
import { readEvent, readJournal } from './read-journal.harness';
import type { FoundMessage, RunRecord } from './record';

/** The management API's counts are up to two samplings old (5 s each in RabbitMQ 3.10). */
const QUIET_MS = 12_000;
const LOOK_EVERY_MS = 500;

/**
 * Resolves when nothing has been in any queue or under way for a while, or when the time is up. What was
 * set aside stays where it is.
 *
 * @returns whether it is so.
 */
export async function waitUntilDrained(broker: Broker, timeoutMs: number): Promise<boolean> {
  const { managementUrl, password, username } = broker;
  const management = new ManagementApi(managementUrl, username, password, '%2F');
  const keeping = [topology.unreadable.queue];
  const deadline = Date.now() + timeoutMs;
  let quietSince: number | undefined;
  while (Date.now() < deadline) {
    const isQuiet = await management.areQueuesEmpty(keeping).catch(() => false);
    quietSince = isQuiet ? (quietSince ?? Date.now()) : undefined;
    if (quietSince !== undefined && Date.now() - quietSince > QUIET_MS) return true;
    await wait(LOOK_EVERY_MS);
  }
  return false;
}

/** Takes everything out of the queues, and reads the journal. No other consumer may run. */
export async function readWhatIsLeft(
  url: string,
): Promise<Pick<RunRecord, 'actions' | 'deadLetters' | 'journal' | 'queued' | 'setAside'>> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const { delays, deadLetters, queues, unreadable } = topology;
  const waiting = [...queues.flatMap(retryQueues), ...stageQueues(delays)];
  const queued: FoundMessage[] = [];
  for (const name of [...queues.map((queue) => queue.name), ...waiting]) {
    queued.push(...(await takeAll(channel, name)));
  }
  const dead = await takeAll(channel, deadLetters.queue);
  const setAside = await takeAll(channel, unreadable.queue, readSetAside);
  const journal = await readJournal(channel);
  await connection.close();
  const { actions, deadLetters: recorded, processed } = journal;
  return { queued, journal: processed, deadLetters: [...dead, ...recorded], setAside, actions };
}

async function takeAll(
  channel: Channel,
  queue: string,
  read: (message: GetMessage, queue: string) => FoundMessage = readMessage,
): Promise<FoundMessage[]> {
  const found: FoundMessage[] = [];
  for (;;) {
    const message = await channel.get(queue, { noAck: true });
    if (!message) return found;
    found.push(read(message, queue));
  }
}

function readMessage({ content, properties }: GetMessage, lyingIn: string): FoundMessage {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const {
    [names.queue]: failedIn,
    [names.failureCode]: code,
    [names.redrives]: redrives,
  } = headers;
  // The broker's own account of a death comes newest first. A copy of ours for the dead letters has
  // none; one for a retry has our headers and may then die of the broker's.
  const [death] = (headers['x-death'] ?? []) as { queue: string; reason: string }[];
  const event = readEvent(content.toString());
  const isDead = lyingIn === topology.deadLetters.queue;
  const diedIn = isDead ? death?.queue : undefined;
  const isWaiting = topology.queues.some(({ name }) => name === lyingIn);
  return {
    id: nameTrace(event, headers[names.causationId], properties.messageId),
    messageId: String(properties.messageId),
    queue: isWaiting ? lyingIn : (diedIn ?? String(failedIn)),
    reason: isDead ? (death?.reason ?? String(code)) : 'still queued',
    redrives: Number(redrives ?? 0),
  };
}

/** A copy of a message that could not be read; its own id is kept in a header. */
function readSetAside({ properties }: GetMessage): FoundMessage {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const messageId = String(headers[names.causationId]);
  return {
    id: nameTrace(undefined, undefined, messageId),
    messageId,
    queue: String(headers[names.queue]),
    reason: String(headers[names.unreadable]),
  };
}
