import type { TopologyPlan } from '../../topology/topology-plan';

/**
 * The plan as a RabbitMQ definitions file, which `rabbitmqctl import_definitions`, the management
 * API and `load_definitions` take.
 */
export function toDefinitions(plan: TopologyPlan, vhost: string): object {
  return {
    exchanges: plan.exchanges.map((exchange) => ({
      ...exchange,
      vhost,
      auto_delete: false,
      internal: false,
      arguments: {},
    })),
    queues: plan.queues.map((queue) => ({ ...queue, vhost, auto_delete: false })),
    bindings: plan.bindings.map((binding) => ({ ...binding, vhost })),
  };
}
