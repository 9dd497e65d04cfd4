// @ts-check
'use strict';

const { ID_DIGITS, ID_MARK, ID_PREFIX } = require('./make-event');

/**
 * @typedef {object} RequestPlan
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {string} body with the id mark in it as often as there are messages, or once per place
 *   where the id of the one message is repeated
 * @property {number} messages how many messages one request carries; with more than one, each mark
 *   gets a number of its own
 */

/** The bytes of a request that is sent many times, each time with new numbers written into it. */
class RequestTemplate {
  /** @type {number[]} */ #places = [];

  /** @param {RequestPlan} plan */
  constructor(plan) {
    const head = [
      `POST ${plan.path} HTTP/1.1`,
      'host: 127.0.0.1',
      ...Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}`),
      `content-length: ${Buffer.byteLength(plan.body)}`,
    ];
    this.messages = plan.messages;
    this.bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${plan.body}`);
    for (let at = this.bytes.indexOf(ID_MARK); at >= 0; at = this.bytes.indexOf(ID_MARK, at + 1)) {
      this.#places.push(at + ID_PREFIX.length);
    }
  }

  /**
   * Writes the numbers from `first` on. The bytes are the template's own: the sender waits
   * for the answer before stamping them again.
   * @param {number} first
   */
  stamp(first) {
    let number = first;
    for (const place of this.#places) {
      this.#write(place, number);
      if (this.messages > 1) number += 1;
    }
    return this.bytes;
  }

  /** @param {number} place @param {number} number */
  #write(place, number) {
    let rest = number;
    for (let at = place + ID_DIGITS - 1; at >= place; at -= 1) {
      this.bytes[at] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
}

module.exports = { RequestTemplate };
