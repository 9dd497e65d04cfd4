import { setTimeout as wait } from 'node:timers/promises';
import { ClientRMQ } from '@nestjs/microservices';
import { waitFor } from '@warren/testing';
import { firstValueFrom } from 'rxjs';
import { PermanentError, RetryableError } from '../messages/handler-errors';
import { startCommandSystem, type CommandSystem } from './command-system.harness';
import { AskingHarness, echoTopology } from './requests.harness';

const { queue } = echoTopology.commands;

describe('a command', () => {
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

  it.each([['text'], [''], [null], [0], [false], [[]], [{ nested: [1] }]])(
    'is answered with what its handler returns: %j',
    async (returned) => {
      serving.handle.mockResolvedValue(returned);
      expect(await asking.ask('a')).toEqual(returned);
    },
  );

  it('is answered with null when its handler returns nothing', async () => {
    serving.handle.mockResolvedValue(undefined);
    expect(await asking.ask('a')).toBeNull();
  });

  it('is answered to its own caller, in any order of the answers', async () => {
    serving.handle.mockImplementation(async ({ text }) => {
      await wait(Math.random() * 20);
      return text;
    });
    const other = await AskingHarness.start(vhost);
    const texts = Array.from({ length: 50 }, (_, n) => `t${n}`);
    const answers = await Promise.all(
      [asking, other].map((each, n) => Promise.all(texts.map((text) => each.ask(`${n}${text}`)))),
    );
    expect(answers).toEqual([0, 1].map((n) => texts.map((text) => `${n}${text}`)));
    await settled();
    await other.stop();
  });

  it.each([
    [
      'rejects it',
      new PermanentError('no_such_text', 'there is no such text'),
      { problem: 'command_rejected', code: 'no_such_text' },
    ],
    [
      'cannot do it now',
      new RetryableError('shelf_away', 'not now'),
      { problem: 'command_unavailable', code: 'shelf_away', retryAfterSeconds: 1 },
    ],
    [
      'rejects it with a code that is none',
      new PermanentError('Not A Code', 'secret'),
      { problem: 'command_failed' },
    ],
    ['throws anything else', new Error('secret'), { problem: 'command_failed' }],
  ])('fails at its caller when its handler %s', async (_, error, expected) => {
    serving.handle.mockRejectedValue(error);
    const problem = await asking.ask('a');
    expect(problem).toEqual({ messageId: expect.any(String) as string, ...expected });
    await settled();
  });

  it('fails, and is settled, when its answer is not JSON', async () => {
    serving.handle.mockResolvedValue(1n);
    expect(await asking.ask('a')).toMatchObject({ problem: 'command_failed' });
    await settled();
  });

  it('is rejected by the worker when its data is not valid, and unknown when it has no handler', async () => {
    expect(await asking.ask(7)).toMatchObject({
      problem: 'command_rejected',
      code: 'invalid_command_data',
    });
    expect(await asking.ask('a', 15_000, 'shout')).toMatchObject({ problem: 'unknown_command' });
    expect(serving.handle).not.toHaveBeenCalled();
    await settled();
  });

  it.each([
    ['bytes that are not JSON', '{"pattern":'],
    ['no pattern', '{"data":{"text":"a"}}'],
    ['null', 'null'],
    ['what would change a prototype', '{"pattern":"echo","data":{"__proto__":{"text":"a"}}}'],
  ])('is answered with an error when it has %s', async (_, body) => {
    const replies = await raw.replies();
    await raw.publish(queue, body, { replyTo: 'amq.rabbitmq.reply-to', correlationId: 'c1' });
    await waitFor('the answer', () => replies.length === 1);
    expect(replies[0]?.properties.correlationId).toBe('c1');
    expect(JSON.parse(String(replies[0]?.content))).toMatchObject({
      err: { kind: 'permanent', code: 'malformed_command' },
      isDisposed: true,
      id: 'c1',
    });
    expect(serving.handle).not.toHaveBeenCalled();
    await settled();
  });

  it("is answered to a client of Nest's own, and brings it the error", async () => {
    const stock = new ClientRMQ({ urls: [vhost.url], queue, noAssert: true });
    expect(await firstValueFrom(stock.send('echo', { text: 'stock' }))).toBe('stock');
    serving.handle.mockRejectedValue(new PermanentError('no_such_text', 'there is none'));
    await expect(firstValueFrom(stock.send('echo', { text: 'a' }))).rejects.toMatchObject({
      status: 'error',
      code: 'no_such_text',
      message: 'there is none',
    });
    await expect(firstValueFrom(stock.send('shout', {}))).rejects.toMatchObject({
      code: 'unknown_command',
    });
    await stock.close();
    await settled();
  });

  it('is refused at once beyond the number that may wait, and the others are answered', async () => {
    const release = serving.hold();
    const limit = echoTopology.commands.waitingLimit;
    const asked = Array.from({ length: limit }, (_, n) => asking.ask(`t${n}`));
    expect(await asking.ask('one too many')).toMatchObject({ problem: 'refused' });
    release();
    expect(await Promise.all(asked)).toEqual(Array.from({ length: limit }, (_, n) => `t${n}`));
  });

  it('is refused at once while too many messages wait for the broker', async () => {
    const narrow = await AskingHarness.start(vhost, { publishWindow: 1 });
    const [one, other] = await Promise.all([narrow.ask('a'), narrow.ask('b')]);
    expect(one).toBe('a');
    expect(other).toMatchObject({ problem: 'refused' });
    await narrow.stop();
  });
});
