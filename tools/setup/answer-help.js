// @ts-check
'use strict';

/**
 * Prints how a command is used, and ends with code 0, where `--help` asks for it.
 * @param {string} usage
 */
function answerHelp(usage) {
  const args = process.argv.slice(2);
  const end = args.indexOf('--');
  if (!args.slice(0, end < 0 ? undefined : end).includes('--help')) return;
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

module.exports = { answerHelp };
