import { Logger } from '@nestjs/common';
import type { ConsumeMessage, GetMessage } from 'amqplib';
import type { BrokerSettings } from '../messaging.config';
import { answeredWithin } from './answered-within';
import { isBrokerFault } from './broker-fault';
import { closeWithin } from './close-within';
import { openConnection } from './open-connection';

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
 * @param onRemoved called for each.
 * @returns a message that the caller handles, with nothing to settle: another process removed the one
 * before it at the same time, and the broker has handed this one over for good.
 * @throws Error when the broker does not answer.
 */
export async function freeQueue(
  queue: string,
  url: string,
  settings: BrokerSettings,
  onRemoved: () => void,
): Promise<ConsumeMessage | undefined> {
  for (;;) {
    for (let proofs = 0; proofs < PROOFS; proofs += 1) {
      if ((await getFirst(queue, url, settings, false)) !== 'refused') return undefined;
    }
    const first = await getFirst(queue, url, settings, true);
    if (first === false) return undefined;
    if (first !== 'refused') return { ...first, fields: { ...first.fields, consumerTag: '' } };
    onRemoved();
    logger.error(
      { queue },
      `the broker cannot hand over the first message of '${queue}' to any client: it was removed and is lost`,
    );
  }
}

/** On a connection of its own. Without `noAck` the message goes back when that is closed. */
async function getFirst(
  queue: string,
  url: string,
  settings: BrokerSettings,
  noAck: boolean,
): Promise<GetMessage | false | 'refused'> {
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
    if ((await answeredWithin(asked, ANSWER_WITHIN_MS)).messageCount === 0) return false;
    try {
      const first = Promise.race([channel.get(queue, { noAck }), closed]);
      return await answeredWithin(first, ANSWER_WITHIN_MS);
    } catch (error) {
      // What was asked for with noAck is removed also when the answer is lost.
      if (isFaulty || noAck) return 'refused';
      throw error;
    }
  } finally {
    await closeWithin(connection, CLOSE_TIMEOUT_MS);
  }
}
