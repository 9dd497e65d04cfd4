// @ts-check
'use strict';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * Whether events may ask to fail, for the applications that `npm start` runs: as FAILURE_LAB says, and
 * where it says nothing `on`, if nothing outside this machine can reach an application or the broker. A
 * broker that Warren did not start may listen on other addresses than the one that reaches it.
 * @param {{ host: string, isOwnBroker: boolean }} reached
 * @param {string | undefined} wanted the value of FAILURE_LAB
 * @returns {string}
 */
function askForFailureLab({ host, isOwnBroker }, wanted) {
  if (wanted?.trim()) return wanted.trim();
  return isOwnBroker && LOOPBACK.test(host) ? 'on' : 'off';
}

module.exports = { askForFailureLab };
