'use strict';

const { join } = require('node:path');

const WORKER = join(__dirname, '../../dist/apps/worker/apps/worker/src');

/**
 * Puts code into a worker, from a file that is loaded ahead of its own by `node --require`: events of
 * this tipo are handled by `handle`, all others as if this were not there. In any other process
 * nothing happens.
 */
function replaceMensajes(tipo, handle) {
  if (process.argv[1] !== join(WORKER, 'main.js')) return;
  const { MensajesHandler } = require(join(WORKER, 'handlers/mensajes.handler.js'));
  const original = MensajesHandler.prototype.receive;
  MensajesHandler.prototype.receive = async function receive(event, delivery) {
    if (event.tipo !== tipo) return original.call(this, event, delivery);
    return handle(event, delivery);
  };
  // The decorator left the queue on the method that was there before.
  for (const key of Reflect.getMetadataKeys(original)) {
    const value = Reflect.getMetadata(key, original);
    Reflect.defineMetadata(key, value, MensajesHandler.prototype.receive);
  }
}

/** Says it the way the worker logs, so that a test finds it among its lines. */
function say(msg, { messageId }) {
  process.stdout.write(`${JSON.stringify({ level: 30, msg, messageId })}\n`);
}

module.exports = { replaceMensajes, say };
