import { defaultExchange, type Exchange } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import { ConsumingHarness, event } from '../consuming/consuming.harness';
import type { Delivery } from '../messages/delivery';
import { PermanentError } from '../messages/handler-errors';
import { RememberingJournal } from '../consuming/remembering-journal.harness';
import { direct, twoQueues } from '../consuming/two-queues.harness';
import { readDeadLetter } from '../dead-letters/recording/read-dead-letter';
import { writeRedrive } from '../dead-letters/redrive/write-redrive';
import type { PublishReceipt } from '../messages/publish-receipt';
import { Publisher } from './publisher';

const SECOND = { exchange: defaultExchange(), key: 'second' };

describe('an event that follows from another', () => {
  const journal = new RememberingJournal();
  let harness: ConsumingHarness;
  let second: ConsumingHarness | undefined;

  beforeEach(async () => {
    journal.all.splice(0);
    harness = await ConsumingHarness.start({}, { journal });
  });

  afterEach(async () => {
    await second?.stop();
    second = undefined;
    await harness.stop();
  });

  /**
   * The handler of the first queue publishes to the second one, unless the test names another
   * place.
   */
  async function publishNext(
    from: ConsumingHarness,
    cause: Delivery,
    to: { readonly exchange: Exchange; readonly key: string } = SECOND,
    id = 'n',
  ): Promise<PublishReceipt> {
    const publisher = new Publisher(from.publisher, twoQueues({}));
    return publisher.publishNext(cause, to.exchange, to.key, {
      id,
      tipo: 'NEXT',
      payload: {},
    });
  }

  it('says what caused it and what both belong to', async () => {
    harness.handle.mockImplementation((_, cause) => publishNext(harness, cause));
    await harness.publish('first', event('1'), { messageId: 'm1', correlationId: 'order-1' });
    await harness.publish('first', event('2'), { messageId: 'm2' });
    await waitFor('both to follow', () => journal.idsOf('second').length === 2);
    const next = harness.handleSecond.mock.calls.map(([, delivery]) => delivery);
    expect(next).toEqual([
      expect.objectContaining({ causationId: 'm1', correlationId: 'order-1' }),
      expect.objectContaining({ causationId: 'm2', correlationId: 'm2' }),
    ]);
  });

  it('is published again under the same id when the worker of its cause dies, and has one effect (I12)', async () => {
    const published: PublishReceipt[] = [];
    harness.handle.mockImplementation(async (_, cause) => {
      published.push(await publishNext(harness, cause));
      // It dies here: what follows is confirmed, and the cause is not recorded.
      await new Promise(() => undefined);
    });
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('what follows', () => journal.idsOf('second').length === 1);
    // Its ack must have arrived, or it comes again beside the repeat.
    const acking = await harness.consumerChannel('second');
    await waitFor('its ack', () => harness.operations.show('second').inFlight === 0);
    await acking.checkQueue('second');
    harness.kill();

    second = await ConsumingHarness.launch({}, { vhost: harness.vhost, journal });
    const { handle, handleSecond } = second;
    handle.mockImplementation(async (_, cause) => {
      published.push(await publishNext(second as ConsumingHarness, cause));
    });
    await waitFor('the cause', () => journal.idsOf('first').length === 1);
    const again = second.operations;
    await waitFor('the repeat', () => again.show('second').counts.duplicates === 1);
    expect(published).toHaveLength(2);
    expect(published[0]?.messageId).toBe(published[1]?.messageId);
    expect(harness.handleSecond).toHaveBeenCalledTimes(1);
    expect(handleSecond).not.toHaveBeenCalled();
    expect(journal.idsOf('second')).toEqual([published[0]?.messageId]);
  });

  it('is another message once its cause was edited among the dead letters, and the same at each attempt of that', async () => {
    const topology = twoQueues({});
    const published: string[] = [];
    harness.handle.mockImplementation(async (_, cause) => {
      published.push((await publishNext(harness, cause)).messageId);
      if (cause.redrives === 0) throw new PermanentError('wrong_payload');
      if (cause.attempt === 1) throw new Error('not yet');
    });
    await harness.publish('first', event('1'), { messageId: 'm1' });
    const dead = await waitFor('the dead letter', () => harness.channel.get('dead'));
    const letter = readDeadLetter(dead as unknown as ConsumeMessage, topology, new Date());
    const edited = { id: '1', tipo: 'T', payload: { right: true } };
    await harness.publisher.send(writeRedrive(letter, edited));
    await waitFor('the cause', () => journal.idsOf('first').length === 1);
    const [original, ...others] = published;
    expect(others).toEqual([others[0], others[0]]);
    expect(others[0]).not.toBe(original);
    await waitFor('both to be handled', () => journal.idsOf('second').length === 2);
    expect(journal.idsOf('second')).toEqual([original, others[0]]);
  });

  it('that is not accepted makes its cause fail, which is tried again and not lost (I2)', async () => {
    harness.handle.mockImplementationOnce((_, cause) =>
      publishNext(harness, cause, { exchange: direct, key: 'nowhere' }),
    );
    harness.handle.mockImplementation((_, cause) => publishNext(harness, cause));
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('what follows', () => journal.idsOf('second').length === 1);
    await waitFor('the cause', () => journal.idsOf('first').length === 1);
    expect(journal.all.filter(({ kind }) => kind === 'failed')).toEqual([
      expect.objectContaining({
        failure: expect.objectContaining({ code: 'unroutable' }) as unknown,
        retryInMs: 200,
      }),
    ]);
    expect(
      journal.records.map(({ delivery }) => [delivery.queue, delivery.attempt]),
    ).toContainEqual(['first', 2]);
  });

  it('waits its turn when too many messages wait for the broker: its cause does not run again', async () => {
    await harness.stop();
    harness = await ConsumingHarness.start({}, { journal, settings: { publishWindow: 1 } });
    const ids = ['n1', 'n2', 'n3', 'n4'];
    harness.handle.mockImplementation(async (_, cause) => {
      await Promise.all(ids.map((id) => publishNext(harness, cause, SECOND, id)));
    });
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('all to follow', () => journal.idsOf('second').length === ids.length);
    await waitFor('the cause', () => journal.idsOf('first').length === 1);
    expect(harness.handle).toHaveBeenCalledTimes(1);
    expect(journal.all.filter(({ kind }) => kind === 'failed')).toEqual([]);
  });

  it('is confirmed before its cause is recorded (I2)', async () => {
    let answer = (): void => undefined;
    const { publisher } = harness;
    const send = publisher.send.bind(publisher);
    jest.spyOn(publisher, 'send').mockImplementation(async (message) => {
      const outcome = await send(message);
      await new Promise<void>((resolve) => (answer = resolve));
      return outcome;
    });
    harness.handle.mockImplementation((_, cause) => publishNext(harness, cause));
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('what follows', () => journal.idsOf('second').length === 1);
    expect(journal.idsOf('first')).toEqual([]);
    expect(harness.first.inFlight).toBe(1);
    answer();
    await waitFor('the cause', () => journal.idsOf('first').length === 1);
  });
});
