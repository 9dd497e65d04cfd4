// @ts-check
'use strict';

/** @returns {void} */
function checkNodeVersion() {
  // Written without newer syntax: an old Node must come as far as the sentence.
  const parts = process.versions.node.split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  if (major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 19)) return;
  console.error(
    'Warren needs Node.js 20.19, or 22.2 or newer, and this is ' +
      process.versions.node +
      '. Install a newer one from https://nodejs.org (or with nvm: nvm install 22), then try again.',
  );
  process.exit(1);
}

module.exports = { checkNodeVersion };
