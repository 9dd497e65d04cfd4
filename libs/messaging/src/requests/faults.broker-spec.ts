import { gzipSync } from 'node:zlib';
import { waitFor } from '@warren/testing';
import { Subscription } from '../amqp/subscriptions/subscription';
import { startCommandSystem, type CommandSystem } from './command-system.harness';
import { echoTopology, ServingHarness } from './requests.harness';

const { queue } = echoTopology.commands;

describe('commands in trouble', () => {
  let system: CommandSystem;
  let vhost: CommandSystem['vhost'];
  let asking: CommandSystem['asking'];
  let serving: CommandSystem['serving'];
  let raw: CommandSystem['raw'];

  beforeEach(async () => {
    system = await startCommandSystem();
    ({ vhost, asking, serving, raw } = system);
  });

  afterEach(() => system.stop());

  const settled = (): Promise<boolean> => system.settled();
  const run = async (count: number): Promise<void> => {
    await waitFor('the handler to run', () => serving.contexts.length === count);
  };
  const stateOf = (harness: ServingHarness): string | undefined =>
    harness.readiness.report().checks['commands']?.detail;

  it('fail at the caller at once when its connection is lost, and continue after', async () => {
    const release = serving.hold();
    const asked = asking.ask('a');
    await run(1);
    const startedAt = Date.now();
    asking.proxy.cut();
    expect(await asked).toMatchObject({ problem: 'no_answer', mayHaveRun: true });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    release();
    await settled();
    await asking.ready();
    expect(await asking.ask('b')).toBe('b');
  });

  it('whose queue for replies is full hold up no other, and a few of their answers wait', async () => {
    const replies = await raw.replies();
    const [full = ''] = echoTopology.replyQueues.map(({ name }) => name);
    for (let n = 0; n < 100; n += 1) raw.channel.sendToQueue(full, Buffer.from('unread'));
    await raw.channel.waitForConfirms();
    for (let n = 0; n < 250; n += 1) {
      raw.channel.sendToQueue(queue, Buffer.from('x'), { replyTo: full, correlationId: `f${n}` });
    }
    const honest = { replyTo: 'amq.rabbitmq.reply-to', correlationId: 'honest' };
    await raw.publish(
      queue,
      JSON.stringify({ pattern: 'echo', id: 'h', data: { text: 'a' } }),
      honest,
    );
    await waitFor('an answer', () => replies.length === 1);
    // When the queue has room again it gets the answers that wait, and the others were given up.
    await raw.channel.purgeQueue(full);
    await waitFor('the answers that waited', async () => (await raw.depth(full)) > 0);
    await waitFor('all to be settled', () => vhost.management.areQueuesEmpty([full]));
    expect(await raw.depth(full)).toBeLessThan(50);
  });

  it('decode to far more than was sent: they are answered so, and cost no other', async () => {
    const replies = await raw.replies();
    const data = Array<object>(500_000).fill({});
    const content = gzipSync(gzipSync(JSON.stringify({ pattern: 'echo', id: 'c', data })));
    const options = { replyTo: 'amq.rabbitmq.reply-to', contentEncoding: 'gzip, gzip' };
    for (let n = 0; n < 60; n += 1) {
      raw.channel.sendToQueue(queue, content, { ...options, correlationId: `b${n}` });
    }
    await raw.channel.waitForConfirms();
    expect(await asking.ask('a')).toBe('a');
    await waitFor('all answers', () => replies.length === 60);
    const answers = replies.map((reply) => JSON.parse(reply.content.toString()) as unknown);
    expect(answers).toEqual(
      Array(60).fill(
        expect.objectContaining({
          err: expect.objectContaining({ code: 'decoded_too_large' }) as unknown,
        }),
      ),
    );
    expect(serving.handle).toHaveBeenCalledTimes(1);
  });

  it('are refused at once while the broker is unavailable, and nothing is sent later', async () => {
    asking.proxy.mode = 'refuse';
    asking.proxy.cut();
    await waitFor('it to be noticed', () => !asking.readiness.report().ready);
    expect(await asking.ask('a')).toMatchObject({ problem: 'refused', retryAfterSeconds: 1 });
    asking.proxy.mode = 'pass';
    await asking.ready();
    expect(await asking.ask('b')).toBe('b');
    expect(serving.handle.mock.calls.map(([{ text }]) => text)).toEqual(['b']);
  });

  it('are run once and answered when the connection of their worker is lost meanwhile', async () => {
    const release = serving.hold();
    const asked = asking.ask('a');
    await run(1);
    serving.proxy.cut();
    await waitFor('it to be noticed', () => !serving.readiness.report().ready);
    await serving.ready();
    // It was delivered again, to the same process, which has it in hand still.
    await waitFor('it to be delivered', async () => (await raw.depth(queue)) === 0);
    release();
    expect(await asked).toBe('a');
    await settled();
    expect(serving.contexts).toHaveLength(1);
  });

  it('are given to another worker when theirs is killed, under the same id', async () => {
    serving.hold();
    const asked = asking.ask('a');
    await run(1);
    const other = await ServingHarness.start(vhost);
    serving.kill();
    expect(await asked).toBe('a');
    expect(other.contexts.map(({ messageId, redeliveries }) => [messageId, redeliveries])).toEqual([
      [serving.contexts[0]?.messageId, 1],
    ]);
    await settled();
    await other.stop();
  });

  it('are dropped when they have killed as many workers as the queue allows', async () => {
    const limit = echoTopology.commands.deliveryLimit;
    serving.hold();
    const asked = asking.ask('deadly', 20_000);
    await run(1);
    for (let returns = 0; returns <= limit; returns += 1) {
      serving.proxy.cut();
      await waitFor('it to be noticed', () => !serving.readiness.report().ready);
      await serving.ready();
    }
    await settled();
    expect(await asked).toMatchObject({ problem: 'no_answer', mayHaveRun: true });
  });

  it('are served again when their queue is deleted, which readiness shows (I13)', async () => {
    const seen = new Set<string | undefined>();
    const look = setInterval(() => seen.add(stateOf(serving)), 1);
    await raw.channel.deleteQueue(queue);
    await waitFor('the loss to be noticed', () => stateOf(serving) === 'not attached');
    await serving.ready();
    clearInterval(look);
    expect([...seen]).toEqual(expect.arrayContaining(['not attached']));
    expect(await asking.ask('a')).toBe('a');
  });

  it('are answered 503 when there is no queue, or no worker', async () => {
    await serving.stop();
    expect(await asking.ask('a')).toMatchObject({ problem: 'no_worker', retryAfterSeconds: 1 });
    expect(await raw.depth(queue)).toBe(0);
    await raw.channel.deleteQueue(queue);
    expect(await asking.ask('a')).toMatchObject({ problem: 'no_worker' });
    expect(asking.readiness.report().ready).toBe(true);
    serving = system.serving = await ServingHarness.start(vhost);
    expect(await asking.ask('b')).toBe('b');
  });

  it('are finished when their worker stops, and those behind them are left to another (I10)', async () => {
    const release = serving.hold();
    const { prefetch } = echoTopology.commands;
    const asked = Array.from({ length: prefetch + 1 }, (_, n) => asking.ask(`t${n}`));
    await run(prefetch);
    const cancel = jest.spyOn(Subscription.prototype, 'cancel');
    const stopping = serving.stop();
    await cancel.mock.results[0]?.value;
    // From here on the last ack is followed by the close of the connection in the same turn.
    release();
    await stopping;
    expect(serving.contexts).toHaveLength(prefetch);
    serving = system.serving = await ServingHarness.start(vhost);
    expect(await Promise.all(asked)).toEqual(Array.from(asked, (_, n) => `t${n}`));
    expect(serving.contexts).toHaveLength(1);
  });

  it('that do not end are ended when their worker stops, and given to another', async () => {
    const patient = serving;
    patient.handle.mockImplementation(() => new Promise(() => undefined));
    Object.assign(patient.config, { drainTimeoutMs: 200 });
    const asked = asking.ask('a');
    await run(1);
    serving = system.serving = await ServingHarness.start(vhost);
    await patient.stop();
    expect(patient.contexts[0]?.signal.aborted).toBe(true);
    expect(await asked).toBe('a');
  });
});
