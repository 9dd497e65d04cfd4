import { topology } from '@warren/contracts';
import { headers as names } from '@warren/model';
import { get, waitFor } from '@warren/testing';
import { connect } from 'amqplib';

const { deadLetters } = topology;
const PATIENCE_MS = 600_000;
/** About 250 KB. */
const PROSE = 'hello, world. '.repeat(17_800);

/** What is to be dead letters. */
export interface Filling {
  /** Large ones, of one kind of failure. */
  readonly prose: number;
  /** Small ones, each of a kind of its own. */
  readonly failures: number;
}

/** Publishes dead letters to where they are recorded, and resolves when a worker has them all. */
export async function fillDeadLetters(
  brokerUrl: string,
  workerUrl: string,
  { failures, prose }: Filling,
): Promise<void> {
  const connection = await connect(brokerUrl);
  const channel = await connection.createConfirmChannel();
  const publish = async (messageId: string, payload: object, message: string): Promise<void> => {
    const body = Buffer.from(JSON.stringify({ id: messageId, tipo: 'FILL', payload }));
    const headers = {
      [names.queue]: 'mensajes',
      [names.failureCode]: 'filled',
      [names.failureMessage]: message,
    };
    channel.sendToQueue(deadLetters.queue, body, { messageId, headers, persistent: true });
    if (Number(messageId.slice(1)) % 50 === 0) await channel.waitForConfirms();
  };
  for (let n = 0; n < failures; n += 1) await publish(`f${n}`, { n }, `no ${wordOf(n)} was found`);
  for (let n = 0; n < prose; n += 1) await publish(`p${n}`, { note: PROSE }, 'too long a story');
  await channel.waitForConfirms();
  await connection.close();
  const last = prose > 0 ? `p${prose - 1}` : `f${failures - 1}`;
  await waitFor(
    'the worker to have every dead letter',
    async () => ((await get(`${workerUrl}/messages/${last}`)).status === 200 ? true : undefined),
    PATIENCE_MS,
  );
}

/** Letters alone: numbers in the words of a failure do not distinguish its kinds. */
function wordOf(n: number): string {
  return [...n.toString(26)].map((digit) => String.fromCharCode(97 + parseInt(digit, 26))).join('');
}
