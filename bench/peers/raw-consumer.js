// @ts-check
'use strict';

const { connect } = require('amqplib');
const { readNumber } = require('../load/make-event');
const { serveRequests } = require('../processes/serve-requests');
const { recordArrival, takeArrivals } = require('./record-arrivals');

const PREFETCH = 300;

/** amqplib by itself: parses each body, records the time, acks. */
async function prepare() {
  const connection = await connect(process.env['RABBITMQ_URL'] ?? '', { noDelay: true });
  const channel = await connection.createChannel();
  await channel.prefetch(PREFETCH);
  await channel.consume(process.env['QUEUE'] ?? '', (message) => {
    if (!message) return;
    const { id } = JSON.parse(message.content.toString());
    recordArrival(readNumber(Buffer.from(id)));
    channel.ack(message);
  });
  return { takeArrivals };
}

void serveRequests(prepare);
