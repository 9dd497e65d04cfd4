import { randomUUID } from 'node:crypto';
import type { MethodFields } from './amqp-codec';
import { ChannelDeliveries, type HeldMessage } from './channel-deliveries';
import { ChannelFault, declarationOf } from './channel-fault';
import { DIRECT_REPLY, DirectReplies } from './direct-replies';
import type { MemoryBroker } from './memory-broker';
import type { MemoryQueue } from './memory-queue';
import type { MemoryConsumer, StoredMessage } from './stored-message';

/** How a channel answers its client. */
export interface ChannelWire {
  /** Stands for the connection: exclusive queues are deleted with it. */
  readonly connection: object;
  send(method: string, fields: object, content?: StoredMessage): void;
}

/** One channel of a client: does what its methods ask for, and sends deliveries. */
export class ServerChannel {
  private readonly consumers = new Map<string, { queue: MemoryQueue; consumer: MemoryConsumer }>();
  private readonly deliveries = new ChannelDeliveries();
  private readonly replies: DirectReplies;
  private prefetch = 0;
  /** The number of the last publish that was confirmed; undefined: none are. */
  private lastPublish?: number;

  constructor(
    private readonly broker: MemoryBroker,
    private readonly wire: ChannelWire,
  ) {
    this.replies = new DirectReplies(broker, wire.connection);
  }

  /** What is done for each method, before it is answered by the method's own `Ok`. */
  private readonly methods: Partial<Record<string, (fields: MethodFields) => object | void>> = {
    ChannelOpen: () => undefined,
    ConfirmSelect: () => void (this.lastPublish ??= 0),
    ExchangeDeclare: (fields) => this.declareExchange(fields),
    ExchangeBind: ({ arguments: args, destination: to, routingKey, source }) =>
      this.broker.bind(source, { kind: 'exchange', to, routingKey }, args),
    QueueDeclare: (fields) => this.declareQueue(fields),
    QueueBind: ({ arguments: args, exchange, queue: to, routingKey }) =>
      this.broker.bind(exchange, { kind: 'queue', to, routingKey }, args),
    QueueDelete: ({ queue }) => {
      this.broker.deleteQueue(queue);
      return { messageCount: 0 };
    },
    BasicQos: ({ prefetchCount }) => void (this.prefetch = prefetchCount),
    BasicCancel: ({ consumerTag }) => {
      this.endConsumer(consumerTag);
      return { consumerTag };
    },
  };

  /** Methods without an `Ok`, or with one that has to come first. */
  private readonly others: Partial<Record<string, (fields: MethodFields) => void>> = {
    BasicConsume: (fields) => this.consume(fields),
    BasicGet: (fields) => this.get(fields),
    BasicAck: ({ deliveryTag, multiple }) => this.deliveries.ack(deliveryTag, multiple),
    BasicNack: ({ deliveryTag, multiple, requeue }) =>
      this.deliveries.nack(deliveryTag, multiple, requeue),
  };

  /** @throws ChannelFault for which the channel is to be closed. */
  handle(method: string, fields: MethodFields): void {
    const { queue = '' } = fields as Partial<MethodFields>;
    if (!queue.startsWith(DIRECT_REPLY)) this.broker.checkLock(queue, this.wire.connection);
    const { [method]: other } = this.others;
    if (other) return other(fields);
    const { [method]: answered } = this.methods;
    if (!answered) throw new ChannelFault(540, `NOT_IMPLEMENTED - ${method} in memory`);
    this.wire.send(`${method}Ok`, answered(fields) ?? {});
  }

  /** @throws ChannelFault for which the channel is to be closed. */
  publish(sent: StoredMessage, mandatory: boolean): void {
    const message = this.replies.addressed(sent);
    const outcome = this.broker.publish(message);
    if (outcome === 'unroutable' && mandatory) {
      const { exchange, routingKey } = message;
      const fields = { replyCode: 312, replyText: 'NO_ROUTE', exchange, routingKey };
      this.wire.send('BasicReturn', fields, message);
    }
    if (this.lastPublish === undefined) return;
    const deliveryTag = (this.lastPublish += 1);
    this.wire.send(outcome === 'refused' ? 'BasicNack' : 'BasicAck', { deliveryTag });
  }

  /** Ends its consumers; what they hold goes back to its queue. */
  close(): void {
    for (const tag of [...this.consumers.keys()]) this.endConsumer(tag);
    this.deliveries.requeueAll();
  }

  private declareExchange({ exchange, passive, type, ...fields }: MethodFields): void {
    if (passive) return void this.broker.exchange(exchange);
    this.broker.declareExchange(exchange, type, declarationOf(fields));
  }

  private declareQueue({ exclusive, passive, queue, ...fields }: MethodFields): object {
    const name = queue === '' ? `amq.gen-${randomUUID()}` : queue;
    const owner = exclusive ? this.wire.connection : undefined;
    const { consumers, messageCount } = passive
      ? this.broker.queue(name)
      : this.broker.declareQueue(name, declarationOf(fields), owner);
    return { queue: name, messageCount, consumerCount: consumers.length };
  }

  private consume({ arguments: args, consumerTag, noAck, queue: name }: MethodFields): void {
    const queue = name === DIRECT_REPLY ? this.replies.open() : this.broker.queue(name);
    const tag = consumerTag === '' ? `amq.ctag-${randomUUID()}` : consumerTag;
    const consumer: MemoryConsumer = {
      ...{ arguments: args, prefetch: this.prefetch, noAck, held: 0 },
      deliver: (queued) =>
        this.deliver('BasicDeliver', { consumerTag: tag }, { queue, consumer, queued }),
      end: () => {
        this.consumers.delete(tag);
        this.wire.send('BasicCancel', { consumerTag: tag, nowait: true });
      },
    };
    this.consumers.set(tag, { queue, consumer });
    this.wire.send('BasicConsumeOk', { consumerTag: tag });
    queue.consumers.push(consumer);
    queue.pump();
  }

  private get({ noAck, queue: name }: MethodFields): void {
    const queue = this.broker.queue(name);
    const consumer: MemoryConsumer = {
      ...{ arguments: {}, prefetch: 0, noAck, held: 0, end: () => undefined },
      deliver: (queued) =>
        this.deliver('BasicGetOk', { messageCount: 0 }, { queue, consumer, queued }),
    };
    if (!queue.deliverOne(consumer)) this.wire.send('BasicGetEmpty', {});
  }

  private deliver(method: string, own: object, delivery: HeldMessage): void {
    const { message, returns } = delivery.queued;
    const { exchange, routingKey } = message;
    const deliveryTag = this.deliveries.add(delivery);
    const fields = { ...own, deliveryTag, redelivered: returns > 0, exchange, routingKey };
    this.wire.send(method, fields, message);
  }

  private endConsumer(tag: string): void {
    const { consumer, queue } = this.consumers.get(tag) ?? {};
    this.consumers.delete(tag);
    if (consumer && queue) queue.consumers.splice(queue.consumers.indexOf(consumer), 1);
  }
}
