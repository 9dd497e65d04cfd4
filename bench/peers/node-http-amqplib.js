// @ts-check
'use strict';

const { randomUUID } = require('node:crypto');
const { createServer } = require('node:http');
const { connect } = require('amqplib');

const { RABBITMQ_URL = '', PORT = '0', QUEUE = '' } = process.env;

/** No framework at all: collects the body, parses it, publishes it, waits for the confirm. */
async function serve() {
  const connection = await connect(RABBITMQ_URL, { noDelay: true });
  const channel = await connection.createConfirmChannel();

  /** @param {Buffer} body @param {import('node:http').ServerResponse} response */
  const publish = (body, response) => {
    const messageId = randomUUID();
    const content = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
    const properties = { messageId, persistent: true, mandatory: true };
    channel.publish(
      '',
      QUEUE,
      content,
      { ...properties, contentType: 'application/json' },
      (error) => {
        response.statusCode = error ? 503 : 202;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ outcome: error ? 'refused' : 'confirmed', messageId }));
      },
    );
  };
  const server = createServer((request, response) => {
    // The launcher asks with a GET whether it is ready.
    if (request.method === 'GET') return response.end();
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => publish(Buffer.concat(chunks), response));
  });
  server.listen(Number(PORT), '127.0.0.1');
}

void serve();
