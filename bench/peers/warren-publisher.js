// @ts-check
'use strict';

require('reflect-metadata');
const { join } = require('node:path');
const { setTimeout: pause } = require('node:timers/promises');
const { serveRequests } = require('../processes/serve-requests');
const { pumpPublishes } = require('./pump-publishes');

const LIBS = join(__dirname, '..', '..', 'dist', 'apps', 'gateway', 'libs');
/** @param {string} path */
const requireBuilt = (path) => require(join(LIBS, path));

/** Warren's publisher out of the built library, without an application around it. */
async function prepare() {
  const { topology } = requireBuilt('contracts/src');
  const { Lifecycle, Readiness } = requireBuilt('platform/src');
  const { MessagingConfig } = requireBuilt('messaging/src/amqp/connection/messaging.config');
  const { ConfirmPublisher } = requireBuilt('messaging/src/amqp/confirms/confirm-publisher');
  const { TopologyKeeper } = requireBuilt('messaging/src/amqp/declaring/topology-keeper');
  const config = Object.assign(new MessagingConfig(), {
    url: process.env['RABBITMQ_URL'],
  });
  const readiness = new Readiness();
  const keeper = new TopologyKeeper(topology, config);
  const publisher = new ConfirmPublisher(config, keeper, new Lifecycle(), readiness);
  publisher.onApplicationBootstrap();
  while (!readiness.report().ready) await pause(50);
  return {
    publish: (/** @type {import('./pump-publishes').PumpPlan} */ plan) =>
      pumpPublishes(plan, (body, properties, done) => {
        publisher
          .send({ exchange: '', routingKey: 'mensajes', body, properties })
          .then((/** @type {{ kind: string }} */ { kind }) => done(kind !== 'confirmed'), done);
      }),
  };
}

void serveRequests(prepare);
