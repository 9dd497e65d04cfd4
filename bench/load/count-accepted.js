// @ts-check
'use strict';

const CONFIRMED = Buffer.from('"confirmed"');

/**
 * How many messages an answer says were kept: all or none of a single publish, and of a batch as
 * many as its lines say.
 * @param {number} status
 * @param {Buffer} body
 * @param {number} messages how many the request carried
 */
function countAccepted(status, body, messages) {
  if (status < 200 || status > 299) return 0;
  if (messages === 1) return 1;
  let count = 0;
  for (let at = body.indexOf(CONFIRMED); at >= 0; at = body.indexOf(CONFIRMED, at + 1)) count += 1;
  return count;
}

module.exports = { countAccepted };
