'use strict';

// Loaded into a worker ahead of its own code, by `node --require`. An event of tipo HOLD is handled
// until a second after SIGTERM, and without one for ever.

const { replaceMensajes, say } = require('./replace-mensajes');

const HELD_AFTER_SIGTERM_MS = 1_000;

/** Made when it is first asked for: a listener would keep SIGTERM from ending other processes. */
let released;

replaceMensajes('HOLD', (_event, delivery) => {
  released ??= new Promise((resolve) => {
    process.once('SIGTERM', () => setTimeout(resolve, HELD_AFTER_SIGTERM_MS));
  });
  say('held', delivery);
  return released;
});
