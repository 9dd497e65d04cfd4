// @ts-check
'use strict';

/**
 * Declares a queue with the arguments another one has on the broker, so that what is compared
 * differs in nothing but its name.
 * @param {import('../../tools/broker/private-broker').PrivateBroker} broker
 * @param {import('amqplib').Channel} channel
 * @param {string} from
 * @param {string} to
 */
async function copyQueue(broker, channel, from, to) {
  const { username, password, managementUrl } = broker;
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const response = await fetch(`${managementUrl}/api/queues/%2F/${encodeURIComponent(from)}`, {
    headers: { authorization: `Basic ${basic}` },
  });
  if (response.status !== 200) throw new Error(`the broker does not know ${from}`);
  const described = /** @type {{ arguments: Record<string, unknown> }} */ (await response.json());
  await channel.assertQueue(to, { durable: true, arguments: described.arguments });
}

module.exports = { copyQueue };
