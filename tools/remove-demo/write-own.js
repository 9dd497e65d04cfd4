// @ts-check
'use strict';

/** The contracts before their first event is added. */
const INDEX = `export { exchanges, queues, routes, topology } from './topology/topology';
`;

const TOPOLOGY = `import { after, bind, defineTopology, exchange, queue, type PublishRoute } from '@warren/model';

/** Every exchange events are published to. */
export const exchanges = {
  topic: exchange('events.topic', 'topic'),
};

/** Every work queue, with what reaches it and how it retries. A new queue is one entry here. */
export const queues = {};

/** What the gateway publishes: one route per endpoint. */
export const routes = {
  topic: { exchange: exchanges.topic },
} satisfies Record<string, PublishRoute>;

/** The whole of it. Everything that knows a name has it from here. */
export const topology = defineTopology({
  exchanges: Object.values(exchanges),
  queues: Object.values(queues),
  routes,
});
`;

const RPC_EXAMPLES = `/** Request bodies that work when pressed in Swagger UI; each says for which command it is. */
export const rpcExamples = {};
`;

/** @typedef {import('../../libs/create-warren/src/describe-event').EventNames} EventNames */

/** @param {EventNames} event */
function writeExamples({ name, tipo }) {
  return `const event = { id: 'e-1', tipo: '${tipo}', payload: { reference: 'R-1' } };

/** Request bodies that work when pressed in Swagger UI, one per endpoint. */
export const examples = {
  topic: example(event),
  batch: example([{ exchange: 'topic', routingKey: '${name}', event }]),
};

function example(value: object): Record<string, { summary: string; value: object }> {
  return { works: { summary: 'Press Execute', value } };
}
`;
}

/** @param {EventNames} event */
function writeReadme({ name, tipo }) {
  return `# Our events, on Warren

\`npm start\` starts a RabbitMQ where none is, the gateway and the worker; \`npm test\` tests all of it.

\`\`\`bash
curl -X POST http://127.0.0.1:8000/topic/${name} -H "Content-Type: application/json" -d '${writeBody(tipo)}'
curl http://127.0.0.1:8001/messages
\`\`\`

\`npm run event -- orders.refunded\` adds an event with its queue, handler and spec. [How it works](docs/architecture.md).
`;
}

/** @param {string} tipo */
function writeBody(tipo) {
  return JSON.stringify({ id: 'e-1', tipo, payload: { reference: 'R-1' } });
}

module.exports = { INDEX, RPC_EXAMPLES, TOPOLOGY, writeBody, writeExamples, writeReadme };
