// @ts-check
'use strict';

const { makeEvent } = require('../load/make-event');

const EVENTS_PER_BATCH = 100;
/** As many events on their way as a window of 1,000. */
const BATCH_CLIENTS = 10;
const JSON_TYPE = { 'content-type': 'application/json' };

/**
 * One event in a request of its own.
 * @param {string} path
 * @param {number} bytes
 * @returns {import('../load/request-template').RequestPlan}
 */
function postEvent(path, bytes) {
  return { path, headers: JSON_TYPE, body: makeEvent(bytes), messages: 1 };
}

/**
 * A batch of events for the default exchange, one per line.
 * @param {number} count
 * @param {number} bytes of each event
 * @returns {import('../load/request-template').RequestPlan}
 */
function postBatch(count, bytes) {
  const line = `{"exchange":"default","event":${makeEvent(bytes)}}\n`;
  return {
    path: '/batch',
    headers: { 'content-type': 'application/x-ndjson' },
    body: line.repeat(count),
    messages: count,
  };
}

/**
 * One event through RabbitMQ's own HTTP API.
 * @param {{ username: string, password: string }} user
 * @param {number} bytes
 * @returns {import('../load/request-template').RequestPlan}
 */
function postToManagement({ username, password }, bytes) {
  const payload = makeEvent(bytes);
  const { id } = JSON.parse(payload);
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    path: '/api/exchanges/%2F/amq.default/publish',
    headers: { ...JSON_TYPE, authorization: `Basic ${basic}` },
    body: JSON.stringify({
      properties: { message_id: id, delivery_mode: 2, content_type: 'application/json' },
      routing_key: 'mensajes',
      payload,
      payload_encoding: 'string',
    }),
    messages: 1,
  };
}

module.exports = { BATCH_CLIENTS, EVENTS_PER_BATCH, postEvent, postBatch, postToManagement };
