// @ts-check
'use strict';

const { connect } = require('amqplib');
const { serveRequests } = require('../processes/serve-requests');
const { ConsumptionCount } = require('./count-consumption');

const PREFETCH = 300;

/** amqplib by itself: parses each body, counts it, acks it. */
async function prepare() {
  const connection = await connect(process.env['RABBITMQ_URL'] ?? '', { noDelay: true });
  const channel = await connection.createChannel();
  await channel.prefetch(PREFETCH);
  return {
    consume: async (/** @type {import('./count-consumption').ConsumptionPlan} */ plan) => {
      const count = new ConsumptionCount(plan);
      const { consumerTag } = await channel.consume('mensajes', (message) => {
        if (!message) return;
        count.add(JSON.parse(message.content.toString()).id);
        channel.ack(message);
      });
      await count.all;
      await channel.cancel(consumerTag);
      return { ...count.result(), failed: 0 };
    },
  };
}

void serveRequests(prepare);
