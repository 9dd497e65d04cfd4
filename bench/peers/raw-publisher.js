// @ts-check
'use strict';

const { connect } = require('amqplib');
const { serveRequests } = require('../processes/serve-requests');
const { pumpPublishes } = require('./pump-publishes');

/** amqplib by itself: a confirm channel and its callbacks. */
async function prepare() {
  const connection = await connect(process.env['RABBITMQ_URL'] ?? '', { noDelay: true });
  const channel = await connection.createConfirmChannel();
  return {
    publish: (/** @type {import('./pump-publishes').PumpPlan} */ plan) =>
      pumpPublishes(plan, (body, properties, done) => {
        channel.publish('', 'mensajes', body, properties, done);
      }),
  };
}

void serveRequests(prepare);
