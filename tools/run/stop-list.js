// @ts-check
'use strict';

/** @typedef {{ stop: () => Promise<void>, killNow: () => void }} Stoppable */

/** Stops what was started in the opposite order, so that dependents stop first. */
class StopList {
  /** @type {{ name: string, stoppable: Stoppable }[]} */ #entries = [];
  /** @type {Promise<void> | undefined} */ #stopping;

  /** @param {import('../setup/report-steps').StepReporter} reporter */
  constructor(reporter) {
    this.reporter = reporter;
  }

  /** @param {string} name @param {Stoppable} stoppable */
  add(name, stoppable) {
    this.#entries.unshift({ name, stoppable });
  }

  /** Ends all, one after the other; what fails to end does not keep the others from it. */
  stopAll() {
    this.#stopping ??= this.#stopInOrder();
    return this.#stopping;
  }

  async #stopInOrder() {
    for (let entry = this.#entries[0]; entry; entry = this.#entries[0]) {
      const { name, stoppable } = entry;
      await this.reporter
        .step(`Stopping ${name}`, () => stoppable.stop())
        .catch((error) => this.reporter.say(`! ${error.message}`));
      this.#entries.shift();
    }
  }

  killAll() {
    for (const { stoppable } of this.#entries) stoppable.killNow();
  }
}

module.exports = { StopList };
