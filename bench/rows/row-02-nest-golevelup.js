// @ts-check
'use strict';

const { join } = require('node:path');
const { compareGateways } = require('./compare-gateways');

/** @type {import('./row').Row} */
const row = {
  number: 2,
  title: 'single POST, 1 KiB, confirmed, 64 clients',
  peerName: 'Nest + Fastify + ValidationPipe + golevelup',
  async run(stage, plan) {
    const server = await stage.startPeer({
      name: row.peerName,
      args: () => [join(__dirname, '..', 'peers', 'nest-golevelup.js')],
    });
    return compareGateways(stage, plan, { name: row.peerName, server, atLeast: 1.6 });
  },
};

module.exports = row;
