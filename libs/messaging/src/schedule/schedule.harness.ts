import { stageQueues, type EventDto, type Exchange, type Queue } from '@warren/model';
import { Lifecycle, Readiness } from '@warren/platform';
import { queues, TcpProxy, topology, type Vhost, waitFor } from '@warren/testing';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import type { ConsumeMessage, GetMessage } from 'amqplib';
import { Consumers } from '../consuming/consumers';
import { DeliveryProcessor } from '../consuming/deliveries/delivery-processor';
import { composeHandler } from '../handlers/compose-handler';
import type { HandlerFinder } from '../handlers/handler-finder';
import type { Handler } from '../handlers/handles.decorator';
import { RememberingJournal } from '../consuming/remembering-journal.harness';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';
import type { PublishReceipt } from '../messages/publish-receipt';
import { Publisher } from '../publishing/publisher';
import type { PublishOptions } from '../messages/write-message';
import { TopologyKeeper } from '../amqp/declaring/topology-keeper';
import { ScheduleRelay } from './schedule-relay';

/** Any valid event. */
export const event: EventDto = { id: 'e1', tipo: 'T', payload: { n: 1 } };

/**
 * A process that schedules and relays, behind a network that can fail. Of the queues it consumes
 * that of the schedule, and `mensajes` and `logs.info`, whose handler reports when it ran; what
 * reaches the others stays in them.
 */
export class ScheduleHarness {
  readonly readiness = new Readiness();
  readonly config: MessagingConfig;
  readonly confirms: ConfirmPublisher;
  readonly publisher: Publisher;
  readonly arrived: { readonly messageId: string; readonly at: number }[] = [];
  /** What a relay does after it has published, before it is done. */
  afterRelay: () => Promise<void> = () => Promise.resolve();
  private readonly consumers: Consumers;

  private constructor(
    private readonly proxy: TcpProxy,
    private readonly raw: ChannelModel,
    /** A client beside it, on a network that never fails. */
    readonly channel: ConfirmChannel,
    readonly journal: RememberingJournal,
  ) {
    this.config = Object.assign(new MessagingConfig(), { url: proxy.url });
    const keeper = new TopologyKeeper(topology, this.config);
    this.confirms = new ConfirmPublisher(this.config, keeper, new Lifecycle(), this.readiness);
    this.publisher = new Publisher(this.confirms, topology);
    const relay = new ScheduleRelay(this.confirms, topology, {
      now: () => Date.now(),
      untilTried: () => Promise.resolve(),
    });
    const handlers = [
      compose(queues.scheduled, async (each, delivery) => {
        await relay.relay(each, delivery);
        await this.afterRelay();
      }),
      ...[queues.mensajes, queues.logsInfo].map((queue) =>
        compose(queue, (_, { messageId }) => void this.arrived.push({ messageId, at: Date.now() })),
      ),
    ];
    const finder = { findAll: () => handlers } as unknown as HandlerFinder;
    const processor = new DeliveryProcessor(journal, this.confirms, topology);
    this.consumers = new Consumers(finder, processor, this.confirms, this.config, this.readiness);
  }

  /** Starts it and resolves when it is ready. */
  static async start(
    { url }: Pick<Vhost, 'url'>,
    journal = new RememberingJournal(),
  ): Promise<ScheduleHarness> {
    const [proxy, raw] = await Promise.all([TcpProxy.start(url), connect(url)]);
    // A broker that is stopped on purpose takes it along.
    raw.on('error', () => undefined);
    const channel = await raw.createConfirmChannel();
    channel.on('error', () => undefined);
    const harness = new ScheduleHarness(proxy, raw, channel, journal);
    harness.confirms.onApplicationBootstrap();
    await harness.consumers.onApplicationBootstrap();
    await harness.ready();
    return harness;
  }

  async ready(): Promise<void> {
    await waitFor('the consumers', () => this.readiness.report().ready);
  }

  /** To the broker it is as if the process were killed: all is cut, and it never reconnects. */
  kill(): void {
    this.proxy.mode = 'refuse';
    this.proxy.cut();
  }

  async stop(): Promise<void> {
    this.afterRelay = () => Promise.resolve();
    await this.consumers.beforeApplicationShutdown();
    await this.confirms.onApplicationShutdown();
    await this.raw.close().catch(() => undefined);
    await this.proxy.close();
  }

  /** Publishes the event for so much later. */
  async schedule(
    to: Exchange,
    routingKey: string,
    afterMs: number,
    options: PublishOptions = {},
  ): Promise<PublishReceipt> {
    const deliverAt = new Date(Date.now() + afterMs);
    return this.publisher.publish(to, routingKey, event, { deliverAt, ...options });
  }

  /** Resolves when the schedule is done with `count` messages. */
  async relayed(count: number): Promise<void> {
    const { name } = queues.scheduled;
    await waitFor(`${count} relays`, () => this.journal.idsOf(name).length >= count);
  }

  /** The message in a queue, taken out; undefined when there is none. */
  async take(queue: string): Promise<GetMessage | undefined> {
    return (await this.channel.get(queue, { noAck: true })) || undefined;
  }

  /** The messages in a queue, taken out in order. */
  async takeAll(queue: string): Promise<GetMessage[]> {
    const taken: GetMessage[] = [];
    for (let next = await this.take(queue); next; next = await this.take(queue)) taken.push(next);
    return taken;
  }

  /** The dead letter, once there is one. */
  async deadLetter(): Promise<ConsumeMessage> {
    const { queue } = topology.deadLetters;
    const { fields, ...message } = await waitFor('a dead letter', () => this.take(queue));
    return { ...message, fields: { ...fields, consumerTag: 'taken' } };
  }

  /** How many messages wait in a queue. */
  async depth(queue: string): Promise<number> {
    return (await this.channel.checkQueue(queue)).messageCount;
  }

  /** How many messages rest in each stage that has any, by the name of its queue. */
  async resting(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const name of stageQueues(topology.delays)) {
      const count = await this.depth(name);
      if (count > 0) counts[name] = count;
    }
    return counts;
  }
}

function compose(queue: Queue, handle: Handler): ReturnType<typeof composeHandler> {
  const found = { name: `${queue.name} handler`, queue, takes: 'each', handle } as const;
  return composeHandler(found, { hasFailureLab: true });
}
