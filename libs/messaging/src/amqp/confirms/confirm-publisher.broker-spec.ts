import { Lifecycle, Readiness } from '@warren/platform';
import {
  createVhost,
  exchanges,
  queues,
  TcpProxy,
  topology,
  type Vhost,
  waitFor,
} from '@warren/testing';
import { connect, type ChannelModel } from 'amqplib';
import { MessagingConfig } from '../connection/messaging.config';
import { TopologyKeeper } from '../declaring/topology-keeper';
import { ConfirmPublisher } from './confirm-publisher';
import { Publisher } from '../../publishing/publisher';
import { RefusedError, UnroutableError } from '../../messages/publish-errors';

const event = { id: 'e1', tipo: 'T', payload: { text: 'ñandú' } };

describe('publishing to a broker', () => {
  let vhost: Vhost;
  let proxy: TcpProxy;
  let raw: ChannelModel;
  let confirms: ConfirmPublisher;
  let publisher: Publisher;
  let readiness: Readiness;

  beforeEach(async () => {
    vhost = await createVhost();
    proxy = await TcpProxy.start(vhost.url);
    raw = await connect(vhost.url);
    raw.on('error', () => undefined);
    const config = Object.assign(new MessagingConfig(), { url: proxy.url });
    readiness = new Readiness();
    confirms = new ConfirmPublisher(
      config,
      new TopologyKeeper(topology, config),
      new Lifecycle(),
      readiness,
    );
    publisher = new Publisher(confirms, topology);
    confirms.onApplicationBootstrap();
    await waitFor('the publisher', () => readiness.report().ready);
  });

  afterEach(async () => {
    await confirms.onApplicationShutdown();
    await raw.close().catch(() => undefined);
    await proxy.close();
    await vhost.remove();
  });

  it('answers confirmed only when a queue has the message, as the bare event with its properties (I9)', async () => {
    const receipt = await publisher.publish(exchanges.direct, 'info', event, {
      headers: { lang: 'es' },
    });
    const channel = await raw.createChannel();
    const message = await channel.get(queues.logsInfo.name);
    if (!message) throw new Error('the queue is empty');
    expect(message.content.toString()).toBe('{"id":"e1","tipo":"T","payload":{"text":"ñandú"}}');
    expect(message.properties).toMatchObject({
      messageId: receipt.messageId,
      contentType: 'application/json',
      deliveryMode: 2,
      type: 'T',
      appId: 'warren',
      headers: { lang: 'es' },
    });
    expect(receipt).toMatchObject({
      outcome: 'confirmed',
      exchange: 'events.direct',
      routingKey: 'info',
    });
  });

  it('row 15: answers unroutable when no queue is bound, and neighbours in flight are confirmed', async () => {
    const outcomes = await Promise.allSettled(
      ['info', 'nowhere', 'error'].map((key) => publisher.publish(exchanges.direct, key, event)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(UnroutableError);
  });

  it.each([
    ['direct replies to nothing', { replyTo: 'amq.rabbitmq.reply-to' }],
    ['an expiration beyond 32 bits', { expiration: 2 ** 53 - 1 }],
    ['an expiration that is no number', { expiration: 'soon' }],
  ])('refuses %s by itself, and neighbours in flight are confirmed', async (_, spoilt) => {
    const properties = { messageId: 'm', mandatory: true };
    const message = { exchange: '', routingKey: queues.logsInfo.name, body: Buffer.alloc(1) };
    const send = (more: object): Promise<unknown> =>
      confirms.send({ ...message, properties: { ...properties, ...more } });
    const [first, bad, second] = [send({}), send(spoilt), send({ expiration: 4_294_967_295 })];
    await expect(bad).rejects.toMatchObject({ code: 'invalid_request' });
    expect(await Promise.all([first, second])).toEqual(Array(2).fill({ kind: 'confirmed' }));
    expect(await send({})).toEqual({ kind: 'confirmed' });
  });

  it('row 17: answers refused when the queue is full', async () => {
    const channel = await raw.createChannel();
    await channel.assertQueue('tiny', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-max-length': 1, 'x-overflow': 'reject-publish' },
    });
    await channel.bindQueue('tiny', 'events.direct', 'tiny');
    const refused = waitFor('a refusal', async () => {
      const error: unknown = await publisher
        .publish(exchanges.direct, 'tiny', event)
        .catch((e: unknown) => e);
      return error instanceof RefusedError ? error : undefined;
    });
    expect((await refused).message).toBe('the broker refused it');
  });

  it('refuses at once while it is not connected, keeps nothing, and comes back by itself', async () => {
    proxy.mode = 'refuse';
    proxy.cut();
    const refused = await waitFor('the loss to be noticed', async () => {
      const error: unknown = await publisher
        .publish(exchanges.direct, 'info', event)
        .catch((e: unknown) => e);
      return error instanceof RefusedError ? error : undefined;
    });
    expect(refused).toMatchObject({ code: 'refused', fields: { retryAfterSeconds: 1 } });
    expect(readiness.report().ready).toBe(false);
    proxy.mode = 'pass';
    await waitFor('the publisher to be back', () => readiness.report().ready);
    await expect(publisher.publish(exchanges.direct, 'info', event)).resolves.toMatchObject({
      outcome: 'confirmed',
    });
  });

  it('row 13: survives its exchange being deleted: that publish fails, the topology is made again', async () => {
    const channel = await raw.createChannel();
    await channel.deleteExchange('events.fanout');
    await expect(publisher.publish(exchanges.fanout, '', event)).rejects.toMatchObject({
      outcome: 'unknown',
    });
    await waitFor('the publisher to be back', async () => {
      const receipt = await publisher.publish(exchanges.fanout, '', event);
      return receipt.outcome === 'confirmed';
    });
    await expect(channel.checkQueue(queues.notificationsSms.name)).resolves.toMatchObject({
      messageCount: 1,
    });
  });

  it('ends the process with the sentence when the broker has another topology', async () => {
    const other = await createVhost();
    const connection = await connect(other.url);
    const channel = await connection.createChannel();
    await channel.assertQueue('mensajes', { durable: true });
    const config = Object.assign(new MessagingConfig(), { url: other.url });
    const lifecycle = new Lifecycle();
    const failed = new Promise<Error>((resolve) => lifecycle.whenFailed(resolve));
    const second = new ConfirmPublisher(
      config,
      new TopologyKeeper(topology, config),
      lifecycle,
      new Readiness(),
    );
    second.onApplicationBootstrap();
    expect((await failed).message).toContain("The queue 'mensajes' in vhost");
    await second.onApplicationShutdown();
    await connection.close();
    await other.remove();
  });
});
