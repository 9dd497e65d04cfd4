import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { GetMessage } from 'amqplib';
import { ConsumingHarness, event } from '../consuming.harness';

const QUESTION = { messageId: 'm1', correlationId: 'c1', replyTo: 'answers' };

describe('an answer to an event', () => {
  let harness: ConsumingHarness;
  let second: ConsumingHarness | undefined;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
    harness.handle.mockImplementation(({ id }) => Promise.resolve({ hello: id }));
  });

  afterEach(async () => {
    await second?.stop();
    second = undefined;
    await harness.stop();
  });

  async function readAnswers(count: number): Promise<GetMessage[]> {
    const answers: GetMessage[] = [];
    await waitFor(`${count} answers`, async () => {
      const answer = await harness.channel.get('answers', { noAck: true });
      if (answer) answers.push(answer);
      return answers.length === count;
    });
    return answers;
  }

  async function ask(id = '1', question: object = QUESTION): Promise<void> {
    await harness.publish('first', event(id), question);
  }

  const isProcessed = async (...ids: string[]): Promise<unknown> =>
    waitFor(`${ids.join()} to be processed`, () =>
      ids.every((id) => harness.journal.idsOf('first').includes(id)),
    );

  it('comes to its reply queue, once, under the correlation id of the question', async () => {
    await ask();
    const [answer] = await readAnswers(1);
    expect(answer?.content.toString()).toBe('{"hello":"1"}');
    expect(answer?.properties).toMatchObject({
      correlationId: 'c1',
      type: 'T',
      contentType: 'application/json',
      deliveryMode: 2,
      headers: { [names.causationId]: 'm1' },
    });
    await isProcessed('m1');
    expect(await harness.depth('answers')).toBe(0);
  });

  it('is in its queue before the success is recorded, and is not sent again with the record (I2)', async () => {
    harness.journal.isBroken = true;
    await ask();
    await waitFor('the answer', async () => (await harness.depth('answers')) === 1);
    expect(harness.journal.records).toEqual([]);
    expect(harness.first.inFlight).toBe(1);
    harness.journal.isBroken = false;
    await isProcessed('m1');
    expect(harness.handle).toHaveBeenCalledTimes(1);
    expect(await harness.depth('answers')).toBe(1);
  });

  it('is sent again under the same id when its worker dies before the success is recorded', async () => {
    harness.journal.isBroken = true;
    await ask();
    await waitFor('the answer', async () => (await harness.depth('answers')) === 1);
    harness.kill();
    second = await ConsumingHarness.launch({}, { vhost: harness.vhost });
    second.handle.mockImplementation(() => 'again');
    await waitFor('the second worker', () => second?.journal.idsOf('first').includes('m1'));
    const answers = await readAnswers(2);
    expect(answers.map(({ content }) => content.toString())).toEqual(['{"hello":"1"}', '"again"']);
    const ids = answers.map(({ properties }) => properties.messageId as unknown);
    expect(ids[0]).toBe(ids[1]);
    expect(answers.map(({ properties }) => properties.correlationId as unknown)).toEqual([
      'c1',
      'c1',
    ]);
    expect(await harness.depth('answers')).toBe(0);
  });

  it.each([
    ['a work queue', { replyTo: 'second' }],
    ['the dead letters', { replyTo: 'dead' }],
    ['a queue of its own', { replyTo: 'own' }],
    ["the broker's direct reply", { replyTo: 'amq.rabbitmq.reply-to.g1h2' }],
    ['no caller by a correlation id', { correlationId: undefined }],
  ])(
    'does not go to %s: the event is processed, and nothing is published (I14)',
    async (_, other) => {
      await harness.channel.assertQueue('own', { exclusive: true });
      const send = jest.spyOn(harness.publisher, 'send');
      await ask('1', { ...QUESTION, ...other });
      await isProcessed('m1');
      expect(send).not.toHaveBeenCalled();
      expect(harness.handle).toHaveBeenCalledTimes(1);
    },
  );

  it('is not sent when the handler returns nothing, or no publisher asks', async () => {
    const send = jest.spyOn(harness.publisher, 'send');
    harness.handle.mockImplementation(({ id }) => (id === '2' ? 'unasked' : undefined));
    await ask('1');
    await ask('2', { messageId: 'm2', correlationId: 'c2' });
    await isProcessed('m1', 'm2');
    expect(send).not.toHaveBeenCalled();
  });

  it('that a full reply queue refuses makes the attempt fail, holds up no other event, and comes with the retry (I6)', async () => {
    const { channel, journal } = harness;
    await waitFor('the reply queue to refuse', async () => {
      channel.sendToQueue('answers', Buffer.from('filler'));
      return channel.waitForConfirms().then(
        () => false,
        () => true,
      );
    });
    await ask();
    const failed = await waitFor('the failure', () =>
      journal.all.find((each) => each.kind === 'failed'),
    );
    expect(failed).toMatchObject({
      failure: { code: 'answer_not_accepted' },
      delivery: { messageId: 'm1', attempt: 1, replyTo: 'answers' },
      retryInMs: 200,
    });
    await harness.publish('first', event('2'), { messageId: 'm2' });
    await isProcessed('m2');
    await channel.purgeQueue('answers');
    const [answer] = await readAnswers(1);
    expect(answer?.properties.correlationId).toBe('c1');
    await isProcessed('m1');
    expect(await harness.depth('dead')).toBe(0);
  });

  it('waits its turn when too many messages wait for the broker: no handler runs again for it', async () => {
    await harness.stop();
    harness = await ConsumingHarness.start({}, { settings: { publishWindow: 1 } });
    const ids = ['1', '2', '3'];
    let release = (): void => undefined;
    const allRun = new Promise<void>((resolve) => (release = resolve));
    harness.handle.mockImplementation(async ({ id }) => {
      if (harness.handle.mock.calls.length === ids.length) release();
      await allRun;
      return id;
    });
    for (const id of ids) await ask(id, { ...QUESTION, messageId: `m${id}` });
    await readAnswers(ids.length);
    await isProcessed('m1', 'm2', 'm3');
    expect(harness.journal.all.map(({ kind }) => kind)).toEqual(ids.map(() => 'processed'));
  });

  it('is given after a retry too, by the attempt that succeeds', async () => {
    harness.handle.mockImplementationOnce(() => Promise.reject(new Error('not yet')));
    await ask();
    const [answer] = await readAnswers(1);
    expect(answer?.properties.correlationId).toBe('c1');
    await isProcessed('m1');
    expect(harness.journal.records[0]?.delivery.attempt).toBe(2);
  });

  it('finds its queue again when that was deleted', async () => {
    await harness.channel.deleteQueue('answers');
    await ask();
    await isProcessed('m1');
    const [answer] = await readAnswers(1);
    expect(answer?.properties.correlationId).toBe('c1');
  });
});
