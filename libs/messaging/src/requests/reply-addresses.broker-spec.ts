import { waitFor } from '@warren/testing';
import { startCommandSystem, type CommandSystem } from './command-system.harness';
import { forgeAddresses } from './forge-addresses.harness';
import { echoTopology } from './requests.harness';

const { queue } = echoTopology.commands;
const request = JSON.stringify({ pattern: 'echo', data: { text: 'a' }, id: 'c' });

describe('a command, by its reply address,', () => {
  let system: CommandSystem;
  let asking: CommandSystem['asking'];
  let serving: CommandSystem['serving'];
  let raw: CommandSystem['raw'];

  beforeEach(async () => {
    system = await startCommandSystem();
    ({ asking, serving, raw } = system);
  });

  afterEach(() => system.stop());

  /** The answer in the declared queue for replies, taken out of it. */
  const takeReply = async (): Promise<unknown> => {
    const reply = await raw.channel.get('replies', { noAck: true });
    return reply && JSON.parse(String(reply.content));
  };

  it.each([
    ['the queue of somebody else', { replyTo: 'first', correlationId: 'c' }],
    ['the queue of commands', { replyTo: queue, correlationId: 'c' }],
    ['no queue', { correlationId: 'c' }],
    ['no correlation', { replyTo: 'replies' }],
  ])('is neither run nor answered when its reply address is %s (I14)', async (_, options) => {
    await raw.publish(queue, request, options);
    // Answered in order: behind this one the other has been dealt with.
    expect(await asking.ask('b')).toBe('b');
    await system.settled();
    expect(serving.contexts).toHaveLength(1);
  });

  it('is answered on a queue for replies that the topology declares', async () => {
    await raw.publish(queue, request, { replyTo: 'replies', correlationId: 'c' });
    const reply = await waitFor('the answer', takeReply);
    expect(reply).toMatchObject({ response: 'a', id: 'c' });
  });

  it('is answered there also when that queue was deleted meanwhile', async () => {
    const release = serving.hold();
    await raw.publish(queue, request, { replyTo: 'replies', correlationId: 'c' });
    await waitFor('it to run', () => serving.contexts.length === 1);
    await raw.channel.deleteQueue('replies');
    release();
    await waitFor('the answer', async () => {
      const queues = await system.vhost.management.queues();
      return queues.some(({ name, messages }) => name === 'replies' && messages === 1);
    });
    expect(await takeReply()).toMatchObject({ response: 'a', id: 'c' });
    await system.settled();
  });

  it.each(['amq.rabbitmq.reply-to.garbage', 'amq.rabbitmq.reply-to.g1h2AA==.x'])(
    'disturbs no other when its direct reply address is a forged one: %s',
    async (replyTo) => {
      const running = asking.ask('other');
      await raw.publish(queue, request, { replyTo, correlationId: 'c' });
      expect(await running).toBe('other');
      await waitFor('it to be run', () => serving.handle.mock.calls.length === 2);
      await system.settled();
      expect(await asking.ask('after')).toBe('after');
      expect(serving.readiness.report().ready).toBe(true);
    },
  );

  it('is answered beside each of many forged direct reply addresses', async () => {
    for (const replyTo of await forgeAddresses(raw)) {
      await raw.publish(queue, request, { replyTo, correlationId: 'c' });
      expect([replyTo, await asking.ask('honest')]).toEqual([replyTo, 'honest']);
      expect(serving.readiness.report().ready).toBe(true);
    }
    await system.settled();
  });
});
