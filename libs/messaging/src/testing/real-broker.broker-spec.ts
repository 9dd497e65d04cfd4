import { Readiness } from '@warren/platform';
import { createVhost, waitFor } from '@warren/testing';
import { describeBehaviour } from './broker-behaviour.harness';
import { connectToBroker } from './connect-to-broker';

describeBehaviour('RabbitMQ', async () => {
  const vhost = await createVhost();
  return {
    url: vhost.url,
    serve: (builder) => connectToBroker(builder, vhost.url),
    ready: async (app) => {
      await waitFor('readiness', () => app.get(Readiness, { strict: false }).report().ready);
    },
    until: async (what, isSo) => {
      await waitFor(what, isSo);
    },
    // It passes by itself.
    pass: () => Promise.resolve(),
    stop: () => vhost.remove(),
  };
});
