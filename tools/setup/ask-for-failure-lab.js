// @ts-check
'use strict';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * Whether events may ask to fail, for the applications that `npm start` runs: as FAILURE_LAB says, and
 * where it says nothing `on`, if nothing outside this machine can reach an application or the broker.
 * @param {{ host: string, brokerUrl: string }} reached `brokerUrl` is one or several with commas
 * @param {string | undefined} wanted the value of FAILURE_LAB
 * @returns {string}
 */
function askForFailureLab({ host, brokerUrl }, wanted) {
  if (wanted?.trim()) return wanted.trim();
  // A password may have commas too.
  const urls = brokerUrl.split(/,(?=\s*[a-z]+:\/\/)/i);
  const hosts = [host, ...urls.map((url) => new URL(url).hostname)];
  return hosts.every((each) => LOOPBACK.test(each)) ? 'on' : 'off';
}

module.exports = { askForFailureLab };
