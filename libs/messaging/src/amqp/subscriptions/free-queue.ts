import { Logger } from '@nestjs/common';
import type { GetMessage } from 'amqplib';
import type { BrokerSettings } from '../connection/messaging.config';
import { withTimeout } from '../../async/with-timeout';
import { isBrokerFault } from '../connection/broker-fault';
import { closeWithin } from '../connection/close-within';
import { openConnection } from '../connection/open-connection';
import { publishBack } from './publish-back';
import { abortable } from '../../async/abortable';

const ANSWER_WITHIN_MS = 2_000;
const CLOSE_TIMEOUT_MS = 1_000;
/** How often in a row the broker must fail to hand a message over. */
const PROOFS = 2;

const logger = new Logger('freeing');

/**
 * Removes from the head of a queue each message that the broker cannot hand over to any AMQP 0-9-1
 * client, but closes the connection instead, at each attempt (docs/adr/0014). Nothing else frees the
 * queue: such a message is lost, and each is an error in the log.
 *
 * Another process may have such a message in hand, or have removed it, just then. The broker removes the
 * next one in its place: that one is published to the queue again.
 *
 * @param onRemoved called for each.
 * @param signal when it is aborted nothing more is removed.
 * @throws Error when the broker does not answer, or after `signal`.
 */
export async function freeQueue(
  queue: string,
  url: string,
  settings: BrokerSettings,
  onRemoved: () => void,
  signal: AbortSignal,
): Promise<void> {
  const get = (noAck: boolean): Promise<FirstMessage> =>
    getFirst(queue, url, settings, noAck, signal);
  for (;;) {
    for (let proofs = 0; proofs < PROOFS; proofs += 1) {
      if ((await get(false)) !== 'refused') return;
    }
    const first = await get(true);
    if (first === false) return;
    if (first === 'refused') {
      onRemoved();
      logger.error(
        { queue },
        `the broker cannot hand over the first message of '${queue}' to any client: it was removed and is lost`,
      );
    } else await publishBack(queue, first, settings, signal);
  }
}

/** False when there is none; `refused` when the broker closes the connection for a fault of its own. */
type FirstMessage = GetMessage | false | 'refused';

/** On a connection of its own. Without `noAck` the message goes back when that is closed. */
async function getFirst(
  queue: string,
  url: string,
  settings: BrokerSettings,
  noAck: boolean,
  signal: AbortSignal,
): Promise<FirstMessage> {
  let isFaulty = false;
  const connection = await openConnection(url, `freeing ${queue}`, settings, (error) => {
    isFaulty = isBrokerFault(error);
  });
  const closed = new Promise<never>((_, reject) => {
    connection.once('close', () => reject(new Error('the connection was lost')));
  });
  closed.catch(() => undefined);
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    // A queue that is in trouble itself says that it is empty, or nothing.
    const asked = channel.checkQueue(queue);
    if ((await withTimeout(asked, ANSWER_WITHIN_MS)).messageCount === 0) return false;
    signal.throwIfAborted();
    const first = Promise.race([channel.get(queue, { noAck }), closed]);
    try {
      // What was asked for with noAck is removed also when its answer is late: only a stop ends the wait.
      if (noAck) await abortable(first, signal).catch(() => undefined);
      return await withTimeout(first, ANSWER_WITHIN_MS);
    } catch (err) {
      if (isFaulty) return 'refused';
      if (noAck) {
        logger.error(
          { queue, err },
          `the answer to the removal of the first message of '${queue}' is missing: that message may be lost`,
        );
      }
      throw err;
    }
  } finally {
    await closeWithin(connection, CLOSE_TIMEOUT_MS);
  }
}
