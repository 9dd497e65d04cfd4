// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { connect } = require('amqplib');
const fastify = require('fastify').default;

const { RABBITMQ_URL = '', PORT = '0' } = process.env;

/** The least that a gateway with confirms can be: no validation, no returns, no deadline. */
async function serve() {
  const connection = await connect(RABBITMQ_URL, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  channel.on('return', () => undefined);

  /** @param {string} exchange @param {string} routingKey @param {unknown} event */
  const publish = (exchange, routingKey, event) =>
    new Promise((resolve, reject) => {
      const messageId = randomUUID();
      channel.publish(
        exchange,
        routingKey,
        Buffer.from(JSON.stringify(event)),
        { messageId, persistent: true, mandatory: true, contentType: 'application/json' },
        (error) => (error ? reject(error) : resolve({ outcome: 'confirmed', messageId })),
      );
    });

  const app = fastify({ bodyLimit: 262_144 });
  app.post('/send', (request, reply) => {
    reply.code(202);
    return publish('', 'mensajes', request.body);
  });
  app.post('/direct/:routingKey', (request, reply) => {
    reply.code(202);
    const { routingKey } = /** @type {{ routingKey: string }} */ (request.params);
    return publish('events.direct', routingKey, request.body);
  });
  await app.listen({ port: Number(PORT), host: '127.0.0.1' });
}

void serve();
