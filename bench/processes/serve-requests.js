// @ts-check
'use strict';

/** @typedef {Record<string, (input: any) => unknown>} Handlers one per name of a request */

/**
 * The child's side of `RequestChild`: prepares itself, answers its parent's requests, and ends with
 * it, also while it still prepares.
 * @param {() => Handlers | Promise<Handlers>} prepare the process ends when it fails
 */
async function serveRequests(prepare) {
  process.on('disconnect', () => process.exit());
  const handlers = await prepare();
  process.on('message', async (/** @type {{ name: string, input: unknown }} */ { name, input }) => {
    try {
      const handler = handlers[name];
      if (!handler) throw new Error(`nothing here is called ${name}`);
      process.send?.({ result: await handler(input) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.message : String(error) });
    }
  });
  process.send?.({ result: 'ready' });
}

module.exports = { serveRequests };
