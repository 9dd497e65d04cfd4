// @ts-check
'use strict';

const { findFreePort } = require('./free-port');

const DEFAULT_AMQP_PORT = 5672;
const DEFAULT_MANAGEMENT_PORT = 15_672;

/**
 * @param {{ amqpPort?: number, managementPort?: number }} wanted first ports to try, 0 for any
 * @param {number} attempt from 1; the ports of an earlier attempt look free until somebody binds them
 * @returns {Promise<import('./broker-config').BrokerPorts>}
 */
async function choosePorts(wanted, attempt) {
  const { amqpPort = DEFAULT_AMQP_PORT, managementPort = DEFAULT_MANAGEMENT_PORT } = wanted;
  const skip = attempt - 1;
  const amqp = await findFreePort(amqpPort === 0 ? 0 : amqpPort + skip);
  const management = await findFreePort(managementPort === 0 ? 0 : managementPort + skip, {
    avoid: [amqp],
  });
  const distribution = await findFreePort(0, { avoid: [amqp, management] });
  const epmd = await findFreePort(0, { avoid: [amqp, management, distribution] });
  return { amqp, management, distribution, epmd };
}

module.exports = { choosePorts, DEFAULT_AMQP_PORT, DEFAULT_MANAGEMENT_PORT };
