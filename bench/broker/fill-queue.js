// @ts-check
'use strict';

const { join } = require('node:path');
const { ID_MARK, makeEvent, makeId } = require('../load/make-event');

const LIBS = join(__dirname, '..', '..', 'dist', 'apps', 'worker', 'libs');
/** How many messages wait for their confirm at once. */
const WINDOW = 1_000;

/**
 * Fills a queue with events as the gateway writes them, each confirmed by the broker.
 * @param {import('amqplib').ChannelModel} connection
 * @param {string} queue
 * @param {{ firstNumber: number, total: number, bodyBytes: number }} plan the number of the first
 *   one; the others follow without gaps
 * @returns {Promise<void>} rejects when the broker does not confirm one
 */
async function fillQueue(connection, queue, { firstNumber, total, bodyBytes }) {
  const { writeMessage } = require(join(LIBS, 'messaging/src/messages/write-message'));
  const event = makeEvent(bodyBytes);
  const channel = await connection.createConfirmChannel();
  for (let sent = 0; sent < total; sent += WINDOW) {
    for (let place = sent; place < Math.min(sent + WINDOW, total); place += 1) {
      const id = makeId(firstNumber + place);
      const route = { exchange: '', routingKey: queue };
      const { body, properties } = writeMessage(
        ...[route, JSON.parse(event.replace(ID_MARK, id)), id, {}, Date.now()],
      );
      channel.publish('', queue, body, properties);
    }
    await channel.waitForConfirms();
  }
  await channel.close();
}

module.exports = { fillQueue };
