// @ts-check
'use strict';

const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { Refusal } = require('./refusal');

/**
 * @typedef {object} Layout where an application has what, and what its files import
 * @property {string} topology
 * @property {string} module that lists the handlers
 * @property {string} events
 * @property {string} handlers
 * @property {string} queues what a handler imports the queues from
 * @property {string} library
 * @property {string} language what contracts are written with
 * @property {string} [after] what else is to be done, as a sentence
 */

/**
 * @typedef {object} EventNames
 * @property {string} name `orders.shipped`
 * @property {string} key `ordersShipped`
 * @property {string} base `orders-shipped`
 * @property {string} tipo `ORDERS_SHIPPED`
 * @property {string} dto `OrdersShippedDto`
 * @property {string} payload `OrdersShippedPayload`
 * @property {string} handler `OrdersShippedHandler`
 * @property {{ dto: string, handler: string, spec: string }} files
 */

/** An application of `create-warren`, and the repository of Warren. @type {Layout[]} */
const LAYOUTS = [
  {
    topology: 'src/contracts/topology/topology.ts',
    module: 'src/worker/handlers/handlers.module.ts',
    events: 'src/contracts/events',
    handlers: 'src/worker/handlers',
    queues: '../../contracts/topology/topology',
    library: '@warren/nestjs',
    language: '@warren/nestjs/contracts',
  },
  {
    topology: 'libs/contracts/src/topology/topology.ts',
    module: 'apps/worker/src/handlers/handlers.module.ts',
    events: 'libs/contracts/src/events',
    handlers: 'apps/worker/src/handlers',
    queues: '@warren/contracts',
    library: '@warren/messaging',
    language: '@warren/model',
    after: 'UPDATE_GOLDEN=1 npm test -- unit writes docs/definitions.json and docs/openapi again.',
  },
];

const NAME = /^[a-z][a-z0-9]*([.-][a-z][a-z0-9]*)+$/;

/** @param {string} root @returns {Layout} @throws {Refusal} */
function findLayout(root) {
  const layout = LAYOUTS.find(({ topology, module: handlers }) =>
    [topology, handlers].every((file) => existsSync(join(root, file))),
  );
  if (layout) return layout;
  const wanted = LAYOUTS.map((each) => `${each.topology} and ${each.module}`).join(', or ');
  throw new Refusal(`${root} is no application that events can be added to: it lacks ${wanted}.`);
}

/** @param {string} name @param {Layout} layout @returns {EventNames} @throws {Refusal} */
function describeEvent(name, { events, handlers }) {
  if (!NAME.test(name) || name.length > 60) {
    throw new Refusal(
      `'${name}' cannot be the name of an event: lower-case words with dots between them can, as 'orders.shipped'.`,
    );
  }
  const words = name.split(/[.-]/);
  const pascal = words.map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`).join('');
  const base = words.join('-');
  return {
    name,
    base,
    key: `${pascal[0]?.toLowerCase()}${pascal.slice(1)}`,
    tipo: words.join('_').toUpperCase(),
    dto: `${pascal}Dto`,
    payload: `${pascal}Payload`,
    handler: `${pascal}Handler`,
    files: {
      dto: `${events}/${base}.dto.ts`,
      handler: `${handlers}/${base}.handler.ts`,
      spec: `${handlers}/${base}.handler.spec.ts`,
    },
  };
}

module.exports = { describeEvent, findLayout };
