import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import { comparePlan, type BrokerDefinitions } from '../management/topology/compare-plan';
import { planTopology } from '../amqp/declaring/plan-topology';
import { CommandRecord } from './client/command-record';
import { startCommandSystem, type CommandSystem } from './command-system.harness';
import { echoTopology, ServingHarness } from './requests.harness';

const { queue } = echoTopology.commands;

describe('a command whose caller no longer waits', () => {
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
  const textsRun = (): string[] => serving.handle.mock.calls.map(([{ text }]) => text);

  /** As many as the worker runs at once: what comes behind them waits in the queue. */
  async function occupy(): Promise<{ release: () => void; answers: Promise<unknown[]> }> {
    const release = serving.hold();
    const texts = Array.from({ length: echoTopology.commands.prefetch }, (_, n) => `held ${n}`);
    const answers = Promise.all(texts.map((text) => asking.ask(text)));
    await waitFor('them to run', () => serving.handle.mock.calls.length === texts.length);
    return { release, answers };
  }

  it('is dropped on its arrival after the deadline, and its handler is not called', async () => {
    const replies = await raw.replies();
    await raw.publish(queue, request('late'), {
      replyTo: 'amq.rabbitmq.reply-to',
      correlationId: 'c',
      headers: { [names.deadline]: Date.now() - 1 },
    });
    await waitFor('the answer', () => replies.length === 1);
    expect(JSON.parse(String(replies[0]?.content))).toMatchObject({ err: { kind: 'expired' } });
    expect(serving.handle).not.toHaveBeenCalled();
    await settled();
  });

  it('is dropped by the broker when its time passes in the queue', async () => {
    const { answers, release } = await occupy();
    expect(await asking.ask('short', 300)).toMatchObject({
      problem: 'no_answer',
      mayHaveRun: true,
    });
    await waitFor('it to be gone', async () => (await raw.depth(queue)) === 0);
    release();
    await answers;
    expect(textsRun()).not.toContain('short');
  });

  it('has its signal aborted at the deadline, and its late result is not sent', async () => {
    const release = serving.hold();
    expect(await asking.ask('slow', 300)).toMatchObject({ problem: 'no_answer' });
    const [context] = serving.contexts;
    await waitFor('the signal', () => context?.signal.aborted);
    await settled();
    release();
    // The next answer would come behind the late one.
    const client = asking.client as unknown as { take: (id: unknown, body: Buffer) => void };
    const taken = jest.spyOn(client, 'take');
    serving.handle.mockResolvedValue('next');
    expect(await asking.ask('next')).toBe('next');
    const results = taken.mock.calls.map(([, body]) => resultIn(body));
    // That the deadline was over may have been said only now; it is no result.
    expect(results.filter((each) => each !== undefined)).toEqual(['next']);
  });

  it('is aborted while it runs when its caller goes, by the one worker that runs it', async () => {
    const other = await ServingHarness.start(vhost);
    const releases = [serving.hold(), other.hold()];
    const subscription = asking.client.send('echo', new CommandRecord({ text: 'a' })).subscribe();
    const bystander = asking.ask('bystander');
    const contexts = (): typeof serving.contexts => [...serving.contexts, ...other.contexts];
    await waitFor('both to run', () => contexts().length === 2);
    subscription.unsubscribe();
    await waitFor('one to be aborted', () => contexts().some(({ signal }) => signal.aborted));
    releases.forEach((release) => release());
    expect(await bystander).toBe('bystander');
    expect(contexts().filter(({ signal }) => signal.aborted)).toHaveLength(1);
    await settled();
    await other.stop();
  });

  it('is not begun when its caller goes before', async () => {
    const { answers, release } = await occupy();
    const subscription = asking.client
      .send('echo', new CommandRecord({ text: 'taken back' }, { timeoutMs: 15_000 }))
      .subscribe();
    await waitFor('it to wait', async () => (await raw.depth(queue)) === 1);
    subscription.unsubscribe();
    // The worker hears of it on a connection of its own, beside the commands.
    const { running } = serving.server as unknown as {
      running: { cancelled: { size: number } };
    };
    await waitFor('the worker to hear of it', () => running.cancelled.size === 1);
    release();
    await answers;
    await settled();
    expect(textsRun()).not.toContain('taken back');
  });

  it('is not sent at all when its caller goes before it is', async () => {
    const subscription = asking.client.send('echo', new CommandRecord({ text: 'a' })).subscribe();
    subscription.unsubscribe();
    expect(await asking.ask('b')).toBe('b');
    expect(textsRun()).toEqual(['b']);
  });

  it('leaves no trace in the topology: the queues of cancels go with their workers', async () => {
    const definitions = (await vhost.management.definitions()) as BrokerDefinitions;
    expect(comparePlan(planTopology(echoTopology), definitions)).toEqual([]);
    const other = await ServingHarness.start(vhost);
    const named = async (): Promise<number> =>
      (await vhost.management.queues()).filter(({ name }) => name.startsWith('amq.gen')).length;
    await waitFor('two of them', async () => (await named()) === 2);
    other.kill();
    await waitFor('one of them', async () => (await named()) === 1);
    await other.stop();
  });
});

function request(text: string): string {
  return JSON.stringify({ pattern: 'echo', data: { text }, id: 'c' });
}

function resultIn(body: Buffer): unknown {
  return (JSON.parse(String(body)) as { response?: unknown }).response;
}
