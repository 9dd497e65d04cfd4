import type { ChannelModel } from 'amqplib';
import { withTimeout } from '../../async/with-timeout';
import { settleWithin } from '../../async/settle-within';

const ANSWER_WITHIN_MS = 2_000;

/** What the broker's clock said, and when it was asked and had answered by `performance.now()`. */
export interface BrokerTime {
  /** To the second, rounded down; milliseconds since 1970. */
  readonly time: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

/**
 * What time it is by the broker's clock. AMQP has no question for it; but the broker writes the time on
 * what it dead-letters, so a message that expires at once is sent through two queues of its own.
 *
 * @throws Error when the broker does not answer within two seconds, does not allow it, or the
 * connection is lost.
 */
export function askTime(connection: ChannelModel): Promise<BrokerTime> {
  return withTimeout(ask(connection), ANSWER_WITHIN_MS);
}

/** What it has declared is gone when it is over, also when that is too late. */
async function ask(connection: ChannelModel): Promise<BrokerTime> {
  const channel = await connection.createChannel();
  // Its reason reaches us as the rejected call.
  channel.on('error', () => undefined);
  try {
    const answers = (await channel.assertQueue('', { exclusive: true })).queue;
    const deadLetters = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': answers };
    const probe = await channel.assertQueue('', {
      exclusive: true,
      arguments: { ...deadLetters, 'x-message-ttl': 0 },
    });
    let answer: BrokerTime | undefined;
    let askedAt = 0;
    const answered = new Promise<void>((resolve, reject) => {
      channel.once('close', () => reject(new Error('the broker closed the channel')));
      const receive = (headers: unknown): void => {
        // The broker also ends the consumer, when its queue is deleted.
        answer ??= { time: readTime(headers), askedAt, answeredAt: performance.now() };
        resolve();
      };
      channel
        .consume(answers, (message) => receive(message?.properties.headers), { noAck: true })
        .then(() => {
          askedAt = performance.now();
          channel.sendToQueue(probe.queue, Buffer.alloc(0));
        })
        .catch(reject);
    });
    await settleWithin(answered, ANSWER_WITHIN_MS);
    await channel.deleteQueue(probe.queue);
    await channel.deleteQueue(answers);
    if (answer === undefined || Number.isNaN(answer.time))
      throw new Error('the broker returned no time');
    return answer;
  } finally {
    await Promise.resolve()
      .then(() => channel.close())
      .catch(() => undefined);
  }
}

/** NaN where there is none. */
function readTime(headers: unknown): number {
  const { 'x-death': deaths } = (headers ?? {}) as { 'x-death'?: unknown };
  const [death] = Array.isArray(deaths) ? (deaths as unknown[]) : [];
  const { time } = (death ?? {}) as { time?: { value?: unknown } };
  return typeof time?.value === 'number' ? time.value * 1_000 : NaN;
}
