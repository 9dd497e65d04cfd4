import { Readiness } from '@warren/platform';
import { createVhost, waitFor } from '@warren/testing';
import { MessagingConfig } from '../messaging.config';
import { describeBehaviour } from './broker-behaviour.harness';

describeBehaviour('RabbitMQ', async () => {
  const vhost = await createVhost();
  const config = Object.assign(new MessagingConfig(), { url: vhost.url });
  return {
    url: vhost.url,
    serve: (builder) => builder.overrideProvider(MessagingConfig).useValue(config),
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
