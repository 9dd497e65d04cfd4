// @ts-check
'use strict';

require('reflect-metadata');
const { join } = require('node:path');
const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { makeEvent } = require('../load/make-event');
const { serveRequests } = require('../processes/serve-requests');

const WORKER = join(__dirname, '..', '..', 'dist', 'apps', 'worker');
/** @param {string} path */
const requireBuilt = (path) => require(join(WORKER, path));

const BODY_BYTES = 1_024;
/** More than is ever held here. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** The worker's view of messages out of the build, filled with records as the journal gives them. */
function prepare() {
  const { MessagesProjection } = requireBuilt('libs/views/src/messages/messages.projection');
  const messages = new MessagesProjection(NO_LIMIT, NO_LIMIT);
  return {
    /** @param {number} count */
    fill: (count) => {
      const before = usedBytes();
      let bodyBytes = 0;
      for (let number = 0; number < count; number += 1) {
        const record = makeRecord(number);
        bodyBytes += Buffer.byteLength(JSON.stringify(record.event));
        messages.apply(record, number);
      }
      return { beyondBodies: (usedBytes() - before - bodyBytes) / count };
    },
    listen: () => listen(messages),
  };
}

/** After all garbage is collected; the process is started with --expose-gc. */
function usedBytes() {
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** @param {object} messages @returns {Promise<number>} the port */
async function listen(messages) {
  const http = requireBuilt('libs/http/src');
  const platform = requireBuilt('libs/platform/src');
  const { MessagesProjection } = requireBuilt('libs/views/src/messages/messages.projection');
  const { MessagesController } = requireBuilt('libs/views/src/http/messages/messages.controller');
  const { workerApi } = requireBuilt('apps/worker/src/worker.api');
  const { Journal } = requireBuilt('libs/messaging/src');
  class BenchMessagesModule {}
  Module({
    imports: [platform.ConfigModule.forRoot(new http.HttpConfig()), http.AnswersModule],
    controllers: [MessagesController],
    providers: [
      { provide: MessagesProjection, useValue: messages },
      // Since when it was read is in two headers of each answer.
      { provide: Journal, useValue: { since: () => ({ at: new Date(0), offset: 0 }) } },
      http.RefusalLog,
    ],
  })(BenchMessagesModule);
  const app = await NestFactory.create(BenchMessagesModule, http.createFastifyAdapter(), {
    logger: false,
    bodyParser: false,
  });
  http.configureHttpApp(app, workerApi);
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer().address().port;
}

/** What a record is when it was read: nothing in it is shared with another. @param {number} number */
function makeRecord(number) {
  // Through bytes, as it arrives: a text put together would be kept in its parts.
  const id = Buffer.from(`01a20bed-4ac6-759b-bd38-${String(number).padStart(12, '0')}`);
  const messageId = id.toString('latin1');
  const trace = messageId.replaceAll('-', '');
  const now = 1_767_225_600_000 + number;
  return {
    kind: 'processed',
    event: JSON.parse(makeEvent(BODY_BYTES).replace(/bench-\d+/, `bench-${number}`)),
    delivery: {
      ...{ messageId, hasGivenId: false, queue: 'mensajes', exchange: '', routingKey: 'mensajes' },
      ...{ attempt: 1, redeliveries: 0, redrives: 0, publishedAt: new Date(now) },
      headers: { traceparent: `00-${trace}-${trace.slice(16)}-01` },
    },
    ...{ handler: 'MensajesHandler.receive', worker: 'bench-machine:4242:0a1b2c3d' },
    ...{ startedAt: new Date(now + 10), at: new Date(now + 11) },
  };
}

void serveRequests(prepare);
