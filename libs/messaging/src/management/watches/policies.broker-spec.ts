import { Readiness } from '@warren/platform';
import { createVhost, testBroker, topology, type Vhost, waitFor } from '@warren/testing';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { declareTopology, verifyTopology } from '../topology/operate-topology';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { readPolicies } from './policy';
import { PolicyWatch } from './policy-watch';

const NOWHERE = '127.0.0.1:1';

describe('policies on a broker (row 50)', () => {
  let vhost: Vhost;
  let messaging: MessagingConfig;
  const management = { url: `http://${NOWHERE},${testBroker().managementUrl}` };

  beforeAll(async () => {
    vhost = await createVhost();
    const { password, pathname, username } = new URL(vhost.url);
    const down = `amqp://${username}:${password}@${NOWHERE}${pathname}`;
    messaging = Object.assign(new MessagingConfig(), { url: `${down},${vhost.url}` });
    await declareTopology(topology, messaging);
  });

  afterAll(() => vhost.remove());

  const verify = async (): Promise<string[]> => [
    ...(await verifyTopology(topology, messaging, management)).differences,
  ];

  it('are named by `verify`, which asks the nodes that answer, when they can lose messages', async () => {
    expect(await verify()).toEqual([]);
    await vhost.management.setPolicy('places', '.*', { 'queue-leader-locator': 'balanced' });
    expect(await verify()).toEqual([]);
    await vhost.management.setPolicy('places', '^mensajes$', { 'message-ttl': 60_000 });
    const limit = { 'max-length': 7 };
    await vhost.management.setPolicy('limit', '^etl[.]', limit, 'operator-policies');
    expect((await verify()).sort()).toEqual([
      expect.stringMatching(
        /^operator policy 'limit' sets max-length = 7: .* \(etl\.jobs, etl\.jobs\.retry\./,
      ),
      expect.stringMatching(/^policy 'places' sets message-ttl = 60000: .* \(mensajes\)$/),
    ]);
  });

  it('are named in readiness while they are there', async () => {
    const readiness = new Readiness();
    const read = (): ReturnType<typeof readPolicies> => readPolicies(messaging, management);
    const watch = new PolicyWatch(planTopology(topology), read, readiness);
    watch.onApplicationBootstrap();
    const detail = (): string => readiness.report().checks['policies']?.detail ?? '';
    await vhost.management.setPolicy('short', '^delay[.]', { expires: 3_600_000 });
    await waitFor('it to be named', () => detail().includes(`policy 'short' sets expires`));
    await vhost.management.deletePolicy('short');
    await waitFor('it to be gone', () => !detail().includes('short'));
    expect(readiness.report().ready).toBe(true);
    watch.onApplicationShutdown();
  });

  it('are not known to a user without the tag `management`', async () => {
    await vhost.management.addUser('untagged', 'p,ñ');
    const { host, pathname } = new URL(vhost.url);
    const config = { urls: [`amqp://untagged:p,%C3%B1@${host}${pathname}`] };
    await expect(readPolicies(config, management)).rejects.toThrow(
      /answered 401: .* no tag `management`$/,
    );
    await vhost.management.removeUser('untagged');
  });
});
