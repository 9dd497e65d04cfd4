// @ts-check
'use strict';

const { mkdirSync } = require('node:fs');
const { claimFile } = require('../run/claim-file');
const { brokerPaths } = require('./broker-config');
const {
  BrokerInUseError,
  endLeftoverBroker,
  readRunningBroker,
  removeBrokerRecord,
} = require('./broker-record');

/** For how long another process may be starting its broker. */
const START_LIMIT_MS = 180_000;

/** The right of one process to run a broker on a data folder: also while its VM is down. */
class DataDirClaim {
  /** @type {(() => void) | undefined} */ #giveBack;
  #dataDir;

  /** @param {string} dataDir */
  constructor(dataDir) {
    this.#dataDir = dataDir;
  }

  /**
   * Resolves when this process holds it and no broker runs on the data. Waits while another process
   * starts its broker.
   * @throws {BrokerInUseError} when another living process runs a broker that is ready, or one that has not
   * become ready in three minutes
   */
  async take() {
    if (this.#giveBack) return;
    mkdirSync(this.#dataDir, { recursive: true, mode: 0o700 });
    const giveUpAt = Date.now() + START_LIMIT_MS;
    const giveBack = await claimFile(brokerPaths(this.#dataDir).claim, () => {
      const record = readRunningBroker(this.#dataDir);
      if (record && (record.isReady || Date.now() > giveUpAt)) throw new BrokerInUseError(record);
    });
    try {
      await endLeftoverBroker(this.#dataDir);
    } catch (error) {
      giveBack();
      throw error;
    }
    this.#giveBack = giveBack;
  }

  /** Removes the record of the broker that ended, too. Safe to call twice. */
  release() {
    if (!this.#giveBack) return;
    removeBrokerRecord(this.#dataDir);
    this.#giveBack();
    this.#giveBack = undefined;
  }
}

module.exports = { DataDirClaim };
