// @ts-check
'use strict';

const { compareGateways } = require('./compare-gateways');
const { startPythonPeer } = require('../peers/start-python-peer');

/** @type {import('./row').Row} */
const row = {
  number: 4,
  title: 'single POST, 1 KiB, 64 clients',
  peerName: 'FastAPI + one shared aio-pika connection, confirms',
  async run(stage, plan) {
    const server = await startPythonPeer(stage, {
      name: row.peerName,
      module: 'fastapi_aio_pika',
      packages: ['python3-fastapi', 'python3-uvicorn', 'python3-aio-pika'],
    });
    return compareGateways(stage, plan, { name: row.peerName, server, atLeast: 4 });
  },
};

module.exports = row;
