'use strict';

// Loaded into a worker ahead of its own code, by `node --require`. It makes events with
// `payload.slowMs` slow, and writes down what happens to each into the file PROVE_NOTES, line by
// line and at once, so that it outlives a SIGKILL of the worker.

const { openSync, writeSync } = require('node:fs');
const { setTimeout: wait } = require('node:timers/promises');
const { join } = require('node:path');

const BUILT = join(__dirname, '../../dist/apps/worker');
const MESSAGING = join(BUILT, 'libs/messaging/src');

if (process.argv[1] === join(BUILT, 'apps/worker/src/main.js')) {
  const file = openSync(process.env.PROVE_NOTES, 'a');
  const note = (what, details) =>
    writeSync(file, `${JSON.stringify({ at: Date.now(), what, ...details })}\n`);
  // As in name-trace.ts.
  const about = (event, { messageId, queue, attempt, causationId }) => ({
    id: messageId.startsWith('foreign-')
      ? messageId
      : causationId === undefined
        ? event.id
        : `${event.id}/${event.tipo}`,
    messageId,
    queue,
    attempt,
  });

  replace('handlers/compose-handler.js', 'composeHandler', (compose) => {
    const slowed = (handle) => async (event, delivery, signal) => {
      if (event.payload.slowMs) await wait(event.payload.slowMs);
      const answer = await handle(event, delivery, signal);
      note('handled', about(event, delivery));
      return answer;
    };
    return (found, settings) => {
      // Nothing is sent there.
      if (found.takes !== 'each') return compose(found, settings);
      const composed = compose({ ...found, handle: slowed(found.handle) }, settings);
      return {
        ...composed,
        handle: (event, delivery) => {
          note('began', about(event, delivery));
          return composed.handle(event, delivery);
        },
      };
    };
  });

  replace(
    'journal/journal.js',
    'Journal',
    (Journal) =>
      class extends Journal {
        constructor(...dependencies) {
          super(...dependencies);
          const { append, has } = this;
          this.append = async (record) => {
            await append.call(this, record);
            if (record.kind === 'processed') note('kept', about(record.event, record.delivery));
          };
          this.has = (queue, messageId) => {
            const knows = has.call(this, queue, messageId);
            if (knows) note('absorbed');
            return knows;
          };
        }
      },
  );

  const { readDelivery } = require(join(MESSAGING, 'decoding/read-delivery.js'));
  /** What came on each channel and is not settled, by its number. */
  const unsettled = new WeakMap();

  replace(
    'consuming/intake/delivery-dispatcher.js',
    'DeliveryDispatcher',
    (DeliveryDispatcher) =>
      class extends DeliveryDispatcher {
        constructor(handler, ...rest) {
          super(handler, ...rest);
          const { take } = this;
          this.take = (message, on) => {
            const delivery = readDelivery(message, handler.queue.name);
            const returns = delivery.redeliveries;
            const known = { ...about(readEvent(message), delivery), returns };
            unsettled.get(on.channel).set(message.fields.deliveryTag, known);
            note('delivered', known);
            take.call(this, message, on);
          };
        }
      },
  );

  replace('amqp/subscriptions/watch-channel.js', 'watchChannel', (watch) => (channel) => {
    const watched = watch(channel);
    const open = new Map();
    unsettled.set(channel, open);
    const settled = (what, tag, upTo) => {
      for (const [each, known] of open) {
        if (each !== tag && !(upTo && each < tag)) continue;
        open.delete(each);
        note(what, known);
      }
    };
    const { ack, nack } = channel;
    channel.ack = (message, upTo) => {
      settled('acked', message.fields.deliveryTag, upTo);
      ack.call(channel, message, upTo);
    };
    channel.nack = (message, upTo, requeue) => {
      settled('given back', message.fields.deliveryTag, upTo);
      nack.call(channel, message, upTo, requeue);
    };
    watched.gone.addEventListener('abort', () => note('channel lost'));
    return watched;
  });
}

/** Any message of a queue; only events of a run are looked for. */
function readEvent({ content }) {
  try {
    return Object(JSON.parse(content.toString()));
  } catch {
    return {};
  }
}

/** Puts something around an export before anybody has imported it. */
function replace(path, name, wrap) {
  const exported = require(join(MESSAGING, path));
  if (typeof exported[name] !== 'function') throw new Error(`${path} exports no ${name}`);
  exported[name] = wrap(exported[name]);
}
