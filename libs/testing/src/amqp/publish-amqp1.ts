import { once } from 'node:events';
import { create_container, message, types } from 'rhea';
import type { Vhost } from '../broker/test-broker';

/**
 * Publishes to a queue as an AMQP 1.0 client, which RabbitMQ takes from 4.0 on. Resolves when the broker
 * has accepted all.
 *
 * @param count how many times.
 * @param properties application properties; default: one of the type `char`, which the broker takes and
 * cannot convert to AMQP 0-9-1 (seen up to 4.3.6).
 * @param more properties of the message, by their names in AMQP 1.0.
 */
export async function publishAmqp1(
  { name, url }: Pick<Vhost, 'name' | 'url'>,
  queue: string,
  count = 1,
  properties: Readonly<Record<string, unknown>> = { letter: types.wrap_char('x'.charCodeAt(0)) },
  more: { readonly reply_to?: string } = {},
): Promise<void> {
  const { hostname: host, password, port, username } = new URL(url);
  const connection = create_container().connect({
    ...{ host, port: Number(port), hostname: `vhost:${name}`, reconnect: false },
    ...{ username, password: decodeURIComponent(password) },
  });
  const sender = connection.open_sender({ target: { address: `/queues/${queue}` } });
  let accepted = 0;
  const all = new Promise<void>((resolve) => {
    sender.on('accepted', () => (accepted += 1) === count && resolve());
  });
  await once(sender, 'sendable');
  for (let n = 0; n < count; n += 1) {
    sender.send({
      message_id: `amqp1-${n}`,
      content_type: 'application/json',
      durable: true,
      application_properties: properties,
      ...more,
      body: message.data_section(Buffer.from('{"id":"a","tipo":"T","payload":{}}')) as unknown,
    });
  }
  await all;
  connection.close();
  await once(connection, 'connection_close');
}
