// @ts-check
'use strict';

/**
 * The child's side of `ChildProcess`: answers its parent's requests, one handler per name, and ends
 * with it.
 * @param {Record<string, (input: any) => unknown>} handlers
 */
function serveRequests(handlers) {
  process.on('message', async (/** @type {{ name: string, input: unknown }} */ { name, input }) => {
    try {
      const handler = handlers[name];
      if (!handler) throw new Error(`nothing here is called ${name}`);
      process.send?.({ result: await handler(input) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.message : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ result: 'ready' });
}

module.exports = { serveRequests };
