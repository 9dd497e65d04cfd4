// @ts-check
'use strict';

/** Nothing was written: the message is a sentence for the user. */
class Refusal extends Error {}

module.exports = { Refusal };
