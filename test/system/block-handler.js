'use strict';

// Loaded into a worker ahead of its own code, by `node --require`. An event of tipo BLOCK is handled
// without giving the event loop back for as long as it says: `"payload": { "blockMs": n }`.

const { replaceMensajes, say } = require('./replace-mensajes');

replaceMensajes('BLOCK', ({ payload }, delivery) => {
  say('blocks', delivery);
  // What was said goes out with the next turn of the loop; the wait must not.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, payload.blockMs);
});
