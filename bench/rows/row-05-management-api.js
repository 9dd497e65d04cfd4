// @ts-check
'use strict';

const { BODY_BYTES, compareGateways } = require('./compare-gateways');
const { postToManagement } = require('./requests');

/** @type {import('./row').Row} */
const row = {
  number: 5,
  title: 'single POST, 1 KiB, confirmed, 64 clients',
  peerName: "RabbitMQ's HTTP publish API",
  run(stage, plan) {
    const { managementUrl, pid } = stage.broker;
    return compareGateways(stage, plan, {
      name: row.peerName,
      // The API is part of the broker: its CPU time cannot be separated.
      server: { port: Number(new URL(managementUrl).port), pid },
      request: postToManagement(stage.broker, BODY_BYTES),
      atLeast: 7,
    });
  },
};

module.exports = row;
