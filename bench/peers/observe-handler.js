// @ts-check
'use strict';

// Required into Warren's worker before it starts (`node --require`): reports when an event reaches
// its handler. The worker itself is as it was built.

require('reflect-metadata');
const { readNumber } = require('../load/make-event');
const { serveRequests } = require('../processes/serve-requests');
const { recordArrival, takeArrivals } = require('./record-arrivals');

const { WARREN_BENCH_HANDLER: file = '' } = process.env;

/** @param {Function} method @returns {Function} the same, observed, and known by the same metadata */
function observe(method) {
  /** @this {unknown} @param {{ id: string }} event @param {unknown[]} rest */
  function observed(event, ...rest) {
    recordArrival(readNumber(Buffer.from(event.id)));
    return method.call(this, event, ...rest);
  }
  for (const key of Reflect.getMetadataKeys(method)) {
    Reflect.defineMetadata(key, Reflect.getMetadata(key, method), observed);
  }
  return observed;
}

for (const exported of Object.values(require(file))) {
  const { prototype } = /** @type {{ prototype: Record<string, Function> }} */ (exported);
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method = /** @type {Function} */ (prototype[name]);
    if (Reflect.getMetadataKeys(method).length > 0 && name !== 'constructor') {
      prototype[name] = observe(method);
    }
  }
}
void serveRequests(() => ({ takeArrivals }));
