import { createVhost, waitFor } from '@warren/testing';
import { declareTopology } from '../management/topology/operate-topology';
import { planTopology } from '../amqp/declaring/plan-topology';
import { CommandRecord } from './client/command-record';
import { AskingHarness, echoTopology, ServingHarness } from './requests.harness';

const { exchanges, queues } = planTopology(echoTopology);
const all = [...exchanges, ...queues].map(({ name }) => name.replaceAll('.', '\\.')).join('|');

/** As docs/requests.md has them; what they say of events is not here. */
const RIGHTS = {
  gateway: { configure: '^$', write: `^(amq\\.default|${all})$`, read: '^$' },
  worker: {
    configure: '^amq\\.gen-.*$',
    write: `^(amq\\.default|amq\\.gen-.*|${all})$`,
    read: '^(commands|commands\\.cancelled|amq\\.gen-.*)$',
  },
};

describe('the rights that docs/requests.md names', () => {
  it('are enough to ask, to answer and to take a command back', async () => {
    const vhost = await createVhost();
    const userOf = (app: keyof typeof RIGHTS): string => `${app}-of-${vhost.name}`;
    const urlOf = async (app: keyof typeof RIGHTS): Promise<{ url: string }> => {
      const username = userOf(app);
      await vhost.management.addUser(username, 'secret', '', RIGHTS[app]);
      return { url: Object.assign(new URL(vhost.url), { username, password: 'secret' }).href };
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
    await Promise.all(
      [userOf('gateway'), userOf('worker')].map((each) => vhost.management.removeUser(each)),
    );
    await vhost.remove();
  });
});
