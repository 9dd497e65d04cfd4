import { createVhost, startOwnBroker, waitFor } from '@warren/testing';
import { declareTopology } from '../management/topology/operate-topology';
import { planTopology } from '../amqp/declaring/plan-topology';
import { CommandRecord } from './client/command-record';
import { AskingHarness, echoTopology, ServingHarness } from './requests.harness';

const { exchanges, queues } = planTopology(echoTopology);
const all = [...exchanges, ...queues].map(({ name }) => name.replaceAll('.', '\\.')).join('|');

/** As docs/requests.md has them; what they say of events is not here. */
const RIGHTS = {
  gateway: ['^$', `^(amq\\.default|${all})$`, '^$'],
  worker: [
    '^amq\\.gen-.*$',
    `^(amq\\.default|amq\\.gen-.*|${all})$`,
    '^(commands|commands\\.cancelled|amq\\.gen-.*)$',
  ],
};

describe('the rights that docs/requests.md names', () => {
  let broker: Awaited<ReturnType<typeof startOwnBroker>>;

  beforeAll(async () => {
    broker = await startOwnBroker();
  });

  afterAll(() => broker.discard());

  it('are enough to ask, to answer and to take a command back', async () => {
    const vhost = await createVhost(broker);
    const urlOf = async (user: keyof typeof RIGHTS): Promise<{ url: string }> => {
      await broker.rabbitmqctl(['add_user', user, 'secret']);
      await broker.rabbitmqctl(['set_permissions', '-p', vhost.name, user, ...RIGHTS[user]]);
      return {
        url: Object.assign(new URL(vhost.url), { username: user, password: 'secret' }).href,
      };
    };
    const mode = { topologyMode: 'check' } as const;
    const admin = await ServingHarness.start(vhost);
    await declareTopology(echoTopology, admin.config);
    await admin.stop();
    const asking = await AskingHarness.start({ ...vhost, ...(await urlOf('gateway')) }, mode);
    const serving = await ServingHarness.start({ ...vhost, ...(await urlOf('worker')) }, mode);

    expect(await asking.ask('a')).toBe('a');
    const release = serving.hold();
    const subscription = asking.client.send('echo', new CommandRecord({ text: 'b' })).subscribe();
    await waitFor('it to run', () => serving.contexts.length === 2);
    subscription.unsubscribe();
    await waitFor('it to be aborted', () => serving.contexts[1]?.signal.aborted);
    release();
    await Promise.all([asking.stop(), serving.stop()]);
    await vhost.remove();
  });
});
