// @ts-check
'use strict';

const { join } = require('node:path');
const { compareGateways } = require('./compare-gateways');

/** @type {import('./row').Row} */
const row = {
  number: 1,
  title: 'single POST, 1 KiB, confirmed, 64 clients',
  peerName: 'bare Fastify + amqplib',
  async run(stage, plan) {
    const peer = await stage.startPeer({
      name: row.peerName,
      args: () => [join(__dirname, '..', 'peers', 'fastify-amqplib.js')],
    });
    return compareGateways(stage, plan, { name: row.peerName, server: peer, atLeast: 0.75 });
  },
};

module.exports = row;
