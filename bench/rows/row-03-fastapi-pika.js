// @ts-check
'use strict';

const { compareGateways } = require('./compare-gateways');
const { startPythonPeer } = require('../peers/start-python-peer');

/** @type {import('./row').Row} */
const row = {
  number: 3,
  title: 'single POST, 1 KiB, 64 clients',
  peerName: 'FastAPI + pika, a connection per request',
  async run(stage, plan) {
    const server = await startPythonPeer(stage, {
      name: row.peerName,
      module: 'fastapi_pika',
      packages: ['python3-fastapi', 'python3-uvicorn', 'python3-pika'],
    });
    return compareGateways(stage, plan, { name: row.peerName, server, atLeast: 40 });
  },
};

module.exports = row;
