// @ts-check
'use strict';

const { connect } = require('amqplib');
const { setTimeout: pause } = require('node:timers/promises');
const { readNumber } = require('../load/make-event');

const SETTLE_MS = 3_000;

/**
 * What a queue held.
 * @typedef {object} Stored
 * @property {number} enqueued the broker's count before anything was taken out
 * @property {number} uniqueIds different message ids among what was taken out
 * @property {Set<number>} numbers the numbers the events were stamped with
 */

/** Looks into queues and empties them, outside what is timed. */
class BenchQueues {
  /** @param {import('amqplib').ChannelModel} connection @param {import('amqplib').Channel} channel */
  constructor(connection, channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /** @param {string} url */
  static async connect(url) {
    const connection = await connect(url, { noDelay: true });
    connection.on('error', () => undefined);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    return new BenchQueues(connection, channel);
  }

  async close() {
    await this.connection.close().catch(() => undefined);
  }

  /** @param {string} queue */
  async purge(queue) {
    await this.channel.purgeQueue(queue);
  }

  /**
   * Takes everything out and returns what it was. The count is read until it is the expected one,
   * for at most three seconds, since it may be a moment behind the confirms.
   * @param {string} queue
   * @param {number} expected
   * @returns {Promise<Stored>}
   */
  async drain(queue, expected) {
    const deadline = Date.now() + SETTLE_MS;
    let enqueued = await this.#count(queue);
    while (enqueued !== expected && Date.now() < deadline) {
      await pause(100);
      enqueued = await this.#count(queue);
    }
    /** @type {Set<string>} */
    const ids = new Set();
    /** @type {Set<number>} */
    const numbers = new Set();
    await this.#consume(queue, enqueued, (message) => {
      ids.add(message.properties.messageId);
      // A body that is not stamped holds the number 0; then the id holds it.
      const id = Buffer.from(String(message.properties.messageId));
      numbers.add(readNumber(message.content) || readNumber(id));
    });
    return { enqueued, uniqueIds: ids.size, numbers };
  }

  /** @param {string} queue */
  async #count(queue) {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  /**
   * @param {string} queue
   * @param {number} count
   * @param {(message: import('amqplib').Message) => void} take
   */
  async #consume(queue, count, take) {
    if (count === 0) return;
    let left = count;
    const consumerTag = 'bench-drain';
    await new Promise((resolve, reject) => {
      const onMessage = (/** @type {import('amqplib').Message | null} */ message) => {
        if (!message) return reject(new Error(`the broker ended the draining of ${queue}`));
        take(message);
        left -= 1;
        if (left === 0) resolve(undefined);
      };
      this.channel.consume(queue, onMessage, { noAck: true, consumerTag }).catch(reject);
    });
    await this.channel.cancel(consumerTag);
  }
}

module.exports = { BenchQueues };
