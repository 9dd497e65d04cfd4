'use strict';

// Loaded into a worker ahead of its own code, by `node --require`. An event of tipo HOLD is handled
// until a second after SIGTERM, and without one for ever; every other event as if this were not there.

const { join } = require('node:path');

const WORKER = join(__dirname, '../../dist/apps/worker/apps/worker/src');
const HELD_AFTER_SIGTERM_MS = 1_000;

if (process.argv[1] === join(WORKER, 'main.js')) {
  const { MensajesHandler } = require(join(WORKER, 'handlers/mensajes.handler.js'));
  const original = MensajesHandler.prototype.receive;
  const released = new Promise((resolve) => {
    process.once('SIGTERM', () => setTimeout(resolve, HELD_AFTER_SIGTERM_MS));
  });

  MensajesHandler.prototype.receive = async function receive(event, delivery) {
    if (event.tipo !== 'HOLD') return original.call(this, event, delivery);
    const { messageId } = delivery;
    process.stdout.write(`${JSON.stringify({ level: 30, msg: 'held', messageId })}\n`);
    return released;
  };
  // The decorator left the queue on the method that was there before.
  for (const key of Reflect.getMetadataKeys(original)) {
    const value = Reflect.getMetadata(key, original);
    Reflect.defineMetadata(key, value, MensajesHandler.prototype.receive);
  }
}
