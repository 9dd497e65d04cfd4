import type { ExchangeType } from '@warren/model';

/** An AMQP argument table as Warren uses it. */
export type Arguments = Readonly<Record<string, string | number | boolean>>;

/** An exchange to declare. Field names are those of RabbitMQ's definitions file. */
interface ExchangePlan {
  readonly name: string;
  readonly type: ExchangeType;
  readonly durable: true;
}

/** A queue to declare. */
export interface QueuePlan {
  readonly name: string;
  readonly durable: true;
  readonly arguments: Arguments;
}

/** A binding to make. */
export interface BindingPlan {
  readonly source: string;
  readonly destination: string;
  readonly destination_type: 'queue' | 'exchange';
  readonly routing_key: string;
  readonly arguments: Arguments;
}

/** Every declaration the broker needs, in the order in which it is made. */
export interface TopologyPlan {
  readonly exchanges: readonly ExchangePlan[];
  readonly queues: readonly QueuePlan[];
  readonly bindings: readonly BindingPlan[];
}
