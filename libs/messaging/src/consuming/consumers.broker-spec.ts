import {
  after,
  bind,
  defineTopology,
  EventDto,
  exchange,
  headers as names,
  queue,
} from '@warren/contracts';
import { Lifecycle, Readiness } from '@warren/platform';
import { createVhost, TcpProxy, waitFor, type Vhost } from '@warren/testing';
import { connect, type ConfirmChannel, type ChannelModel } from 'amqplib';
import { Journal, type ProcessedRecord } from '../journal/journal';
import { MessagingConfig } from '../messaging.config';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { TopologyKeeper } from '../topology/topology-keeper';
import { Consumers } from './consumers';
import type { Delivery } from './delivery';
import { DeliveryProcessor } from './delivery-processor';
import { PermanentError } from './handler-errors';
import type { HandlerFinder } from './handler-finder';
import type { Handler } from './handles.decorator';

const direct = exchange('e.direct', 'direct');
const first = queue('first', {
  event: EventDto,
  from: [bind(direct, 'both')],
  retry: after('200ms', '300ms'),
});
const second = queue('second', { event: EventDto, from: [bind(direct, 'both')] });
const topology = defineTopology({
  exchanges: [direct],
  queues: [first, second],
  routes: { direct: { exchange: direct } },
  deadLetters: { exchange: exchange('dead', 'fanout'), queue: 'dead' },
  delays: {
    prefix: 'delay',
    delivery: exchange('delay.delivery', 'topic'),
    levels: 14,
    unitMs: 100,
  },
});

class RememberingJournal extends Journal {
  readonly records: ProcessedRecord[] = [];
  broken = false;

  append(record: ProcessedRecord): Promise<void> {
    if (this.broken) return Promise.reject(new Error('the journal is away'));
    this.records.push(record);
    return Promise.resolve();
  }
}

describe('consuming from a broker', () => {
  let vhost: Vhost;
  let proxy: TcpProxy;
  let raw: ChannelModel;
  let channel: ConfirmChannel;
  let publisher: ConfirmPublisher;
  let consumers: Consumers;
  let readiness: Readiness;
  let journal: RememberingJournal;
  let handle: jest.Mock<ReturnType<Handler>, Parameters<Handler>>;
  let handleSecond: jest.Mock<ReturnType<Handler>, Parameters<Handler>>;

  beforeEach(async () => {
    vhost = await createVhost();
    proxy = await TcpProxy.start(vhost.url);
    raw = await connect(vhost.url);
    raw.on('error', () => undefined);
    channel = await raw.createConfirmChannel();
    journal = new RememberingJournal();
    handle = jest.fn();
    handleSecond = jest.fn();
    start();
    await waitFor('the consumers', () => readiness.report().ready);
  });

  afterEach(async () => {
    await consumers.beforeApplicationShutdown();
    await publisher.onApplicationShutdown();
    await raw.close().catch(() => undefined);
    await proxy.close();
    await vhost.remove();
  });

  function start(): void {
    const config = Object.assign(new MessagingConfig(), { rabbitmqUrl: proxy.url });
    readiness = new Readiness();
    publisher = new ConfirmPublisher(
      config,
      new TopologyKeeper(topology, config),
      new Lifecycle(),
      readiness,
    );
    const finder = {
      findAll: () => [
        { name: 'First.run', queue: first, handle },
        { name: 'Second.run', queue: second, handle: handleSecond },
      ],
    } as unknown as HandlerFinder;
    const processor = new DeliveryProcessor(journal, publisher, topology);
    consumers = new Consumers(finder, processor, publisher, config, readiness);
    publisher.onApplicationBootstrap();
    void consumers.onApplicationBootstrap();
  }

  async function publish(key: string, body: string, options: object = {}): Promise<void> {
    const exchangeName = key === 'both' ? direct.name : '';
    channel.publish(exchangeName, key, Buffer.from(body), options);
    await channel.waitForConfirms();
  }

  const event = (id: string): string => JSON.stringify({ id, tipo: 'T', payload: {} });

  async function depth(name: string): Promise<number> {
    return (await channel.checkQueue(name)).messageCount;
  }

  async function deadLetters(
    count: number,
  ): Promise<{ headers: Record<string, unknown>; id: unknown; body: string }[]> {
    await waitFor(`${count} dead letters`, async () => (await depth('dead')) === count);
    const found = [];
    for (let i = 0; i < count; i += 1) {
      const message = await channel.get('dead', { noAck: false });
      if (!message) throw new Error('the dead-letter queue is empty');
      found.push({
        headers: message.properties.headers as Record<string, unknown>,
        id: message.properties.messageId as unknown,
        body: message.content.toString(),
      });
    }
    return found;
  }

  it('hands the event to its handler and acks after the record is kept (I2)', async () => {
    journal.broken = true;
    await publish('first', event('1'), { messageId: 'm1', contentType: 'application/json' });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    journal.broken = false;
    await waitFor('the record', () => journal.records.length === 1);
    expect(journal.records[0]).toMatchObject({
      event: { id: '1' },
      handler: 'First.run',
      delivery: { messageId: 'm1', queue: 'first', attempt: 1 },
    });
    expect(handle).toHaveBeenCalledTimes(1);
    await consumers.beforeApplicationShutdown();
    expect(await depth('first')).toBe(0);
  });

  it('gives the message back when the record was never kept (I2)', async () => {
    journal.broken = true;
    await publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    proxy.cut();
    await waitFor('the second delivery', () => handle.mock.calls.length >= 2);
    expect(journal.records).toEqual([]);
    journal.broken = false;
    await waitFor('the record', () => journal.records.length === 1);
  });

  it('retries after each delay of the policy and then dead-letters, at this queue alone (I4, I6, I7)', async () => {
    handle.mockImplementation(() => {
      throw new TypeError('never works');
    });
    await publish('both', event('1'), { messageId: 'm1', headers: { lang: 'es' } });
    const [letter] = await deadLetters(1);
    const attempts = handle.mock.calls.map(([, delivery]: [unknown, Delivery]) => delivery.attempt);
    expect(attempts).toEqual([1, 2, 3]);
    expect(handleSecond).toHaveBeenCalledTimes(1);
    expect(letter).toMatchObject({
      id: 'm1',
      body: event('1'),
      headers: {
        lang: 'es',
        [names.attempt]: 3,
        [names.exchange]: 'e.direct',
        [names.routingKey]: 'both',
        [names.queue]: 'first',
        [names.handler]: 'First.run',
        [names.failureCode]: 'TypeError',
        [names.failureMessage]: 'never works',
      },
    });
    expect(await depth('first')).toBe(0);
  });

  it('shows where a retried message was first published, and succeeds on a later attempt', async () => {
    handle.mockImplementationOnce(() => Promise.reject(new Error('not yet')));
    await publish('both', event('1'), { messageId: 'm1' });
    const record = await waitFor('the record', () =>
      journal.records.find(({ delivery }) => delivery.queue === 'first'),
    );
    expect(record.delivery).toMatchObject({ attempt: 2, exchange: 'e.direct', routingKey: 'both' });
    expect(await depth('dead')).toBe(0);
  });

  it.each([
    ['is permanent', event('1'), {}, 'gone_for_good'],
    ['is bad JSON', '{"id":', {}, 'malformed_json'],
    ['is an empty body', '', {}, 'malformed_json'],
    [
      'is another content type',
      event('1'),
      { contentType: 'text/plain' },
      'unsupported_content_type',
    ],
    ['is an event its class refuses', '{"id":1}', {}, 'invalid_event'],
  ])('dead-letters at once what %s (I3)', async (_, body, options, code) => {
    handle.mockImplementation(() => {
      throw new PermanentError('gone_for_good');
    });
    await publish('first', body, options);
    const [letter] = await deadLetters(1);
    expect(letter?.headers).toMatchObject({ [names.failureCode]: code, [names.attempt]: 1 });
    expect(handle).toHaveBeenCalledTimes(code === 'gone_for_good' ? 1 : 0);
    await publish('first', event('next'));
    await waitFor('the next message', () => handle.mock.calls.some(([e]) => e.id === 'next'));
  });

  it('gives a message without an id one, and keeps it on its copies', async () => {
    const ids: string[] = [];
    handle.mockImplementation((_, delivery) => {
      ids.push(delivery.messageId);
      throw new Error('again');
    });
    await publish('first', event('1'));
    const [letter] = await deadLetters(1);
    expect(new Set([...ids, letter?.id]).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('notices a deleted queue, makes it again and consumes from it (I13)', async () => {
    const restore = publisher.restoreTopology.bind(publisher);
    let meanwhile: unknown;
    jest.spyOn(publisher, 'restoreTopology').mockImplementation(() => {
      meanwhile ??= readiness.report();
      return restore();
    });
    await channel.deleteQueue('first');
    await waitFor('the loss to be noticed', () => meanwhile);
    expect(meanwhile).toMatchObject({
      ready: false,
      checks: { consumers: { detail: 'not attached: first' } },
    });
    await waitFor('the consumer to be back', async () => {
      const queues = await vhost.management.queues();
      return readiness.report().ready && queues.some(({ name }) => name === 'first');
    });
    await publish('first', event('after'));
    await waitFor('the message', () => handle.mock.calls.some(([e]) => e.id === 'after'));
  });

  it('comes back after its connections were closed while a handler ran, and the process lives', async () => {
    let release = (): void => undefined;
    handle.mockImplementationOnce(() => new Promise<void>((resolve) => (release = resolve)));
    await publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    proxy.cut();
    release();
    await waitFor('the second delivery', () => handle.mock.calls.length >= 2);
    await waitFor('readiness', () => readiness.report().ready);
    expect(new Set(journal.records.map(({ delivery }) => delivery.messageId))).toEqual(
      new Set(['m1']),
    );
  });

  it('stops without starting anything new, and hands back what it did not finish (I10)', async () => {
    let release = (): void => undefined;
    handle.mockImplementationOnce(() => new Promise<void>((resolve) => (release = resolve)));
    await publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    const stopped = consumers.beforeApplicationShutdown();
    await publish('first', event('2'), { messageId: 'm2' });
    release();
    await stopped;
    expect(handle).toHaveBeenCalledTimes(1);
    expect(journal.records.map(({ delivery }) => delivery.messageId)).toEqual(['m1']);
    expect(await depth('first')).toBe(1);
  });
});
