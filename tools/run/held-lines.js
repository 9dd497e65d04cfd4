// @ts-check
'use strict';

const HELD_MS = 500;

/**
 * Lines that are printed half a second later: until then they may turn out to be the reason why a
 * process has ended for good, which its supervisor says in its own place.
 */
class HeldLines {
  /** @type {string[]} */ #lines = [];
  /** @type {NodeJS.Timeout | undefined} */ #timer;

  /** @param {(line: string) => void} print */
  constructor(print) {
    this.print = print;
  }

  /** @param {string} line */
  add(line) {
    this.#lines.push(line);
    this.#timer ??= setTimeout(() => this.flush(), HELD_MS);
  }

  flush() {
    for (const line of this.take()) this.print(line);
  }

  /** The lines that are held, which are then not printed. */
  take() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#lines.splice(0);
  }
}

module.exports = { HeldLines };
