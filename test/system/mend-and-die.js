'use strict';

// Loaded into a worker ahead of its own code, by `node --require`. An event of tipo MEND fails for good
// until it is redriven. With DIE_AT the worker ends by SIGKILL at that step of its first redrive:
// `claimed`: the journal has its claims; `sent`: the queue has the first, and no record says so;
// `redriven`: the journal has the first record.

const { join } = require('node:path');
const { replaceMensajes } = require('./replace-mensajes');

const MESSAGING = join(__dirname, '../../dist/apps/worker/libs/messaging/src');

replaceMensajes('MEND', (_event, { redrives }) => {
  const { PermanentError } = require(join(MESSAGING, 'messages/handler-errors.js'));
  if (redrives === 0) throw new PermanentError('not_mended', 'it fails until it is redriven');
});

if (process.env.DIE_AT) {
  const die = () => process.kill(process.pid, 'SIGKILL');
  const { StreamJournal } = require(join(MESSAGING, 'journal/stream-journal.js'));
  const { append } = StreamJournal.prototype;
  StreamJournal.prototype.append = async function appendAndDie(record) {
    if (record.kind === 'redriven' && process.env.DIE_AT === 'sent') die();
    await append.call(this, record);
    if (record.kind === process.env.DIE_AT) die();
  };
}
