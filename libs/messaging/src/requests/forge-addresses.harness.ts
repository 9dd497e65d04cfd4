import type { RawClient } from './requests.harness';

/** Addresses of no caller, most of them made of the real one of this client. */
export async function forgeAddresses({ channel }: RawClient): Promise<string[]> {
  await channel.consume('amq.rabbitmq.reply-to', () => undefined, { noAck: true });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  channel.sendToQueue(queue, Buffer.alloc(0), { replyTo: 'amq.rabbitmq.reply-to' });
  await channel.waitForConfirms();
  const message = await channel.get(queue, { noAck: true });
  const real = String(message && message.properties.replyTo);
  await channel.cancel((await channel.consume(queue, () => undefined)).consumerTag);
  const prefix = 'amq.rabbitmq.reply-to.';
  const [process = '', key = ''] = real.slice(prefix.length).split('.');
  const bytes = Buffer.from(process, 'base64');
  const changed = (at: number): string => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0xff;
    return `${prefix}${copy.toString('base64')}.${key}`;
  };
  return [
    `${prefix}${process}`,
    `${prefix}${process}.`,
    `${prefix}${process.slice(0, -8)}.${key}`,
    `${prefix}!!!!.${key}`,
    `${prefix}${Buffer.from([131, 104, 0]).toString('base64')}.${key}`,
    `${prefix}${process}.${Buffer.from('another key').toString('base64')}`,
    ...Array.from(bytes.keys(), changed),
  ];
}
