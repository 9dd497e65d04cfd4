// @ts-check
'use strict';

/**
 * What node is started with for both apps; the Dockerfile says the same. Node's default for the space
 * of young objects, 16 MiB, is too small for a thousand requests that wait for the broker at once:
 * they are copied again and again, which takes a fifth of the time under overload (docs/adr/0009).
 */
const NODE_FLAGS = ['--max-semi-space-size=32'];

module.exports = { NODE_FLAGS };
