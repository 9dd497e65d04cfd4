import type { TopologyPlan } from '../../topology/topology-plan';

/** A broker's own account of its exchanges, queues and bindings. */
export interface BrokerDefinitions {
  readonly exchanges: readonly Definition[];
  readonly queues: readonly Definition[];
  readonly bindings: readonly Definition[];
}

type Definition = Readonly<Record<string, unknown>>;

const COMPARED: Readonly<Record<keyof TopologyPlan, { id: string[]; values: string[] }>> = {
  exchanges: { id: ['name'], values: ['type', 'durable'] },
  queues: { id: ['name'], values: ['durable', 'arguments'] },
  bindings: {
    id: ['source', 'destination', 'destination_type', 'routing_key', 'arguments'],
    values: [],
  },
};

/**
 * Every way in which the broker differs from the plan, as sentences: what is missing, what differs,
 * and bindings that are not declared (they send messages where the topology does not say). Exclusive
 * queues are not compared: they end with their connection.
 */
export function comparePlan(plan: TopologyPlan, broker: BrokerDefinitions): string[] {
  return [
    ...compareKind('exchanges', 'exchange', plan, broker),
    ...compareKind('queues', 'queue', plan, broker),
    ...compareKind('bindings', 'binding', plan, broker),
    ...findUndeclaredBindings(plan, broker),
  ];
}

function compareKind(
  kind: keyof TopologyPlan,
  noun: string,
  plan: TopologyPlan,
  broker: BrokerDefinitions,
): string[] {
  const { id, values } = COMPARED[kind];
  const existing = new Map(broker[kind].map((each) => [pick(each, id), each]));
  return (plan[kind] as readonly object[]).flatMap((declared) => {
    const found = existing.get(pick(declared as Definition, id));
    const title = `${noun} ${describe(declared as Definition)}`;
    if (found === undefined) return [`${title} is missing`];
    return values
      .filter((value) => pick(found, [value]) !== pick(declared as Definition, [value]))
      .map(
        (value) =>
          `${title}: ${value} is ${pick(found, [value])}, declared ${pick(declared as Definition, [value])}`,
      );
  });
}

function findUndeclaredBindings(plan: TopologyPlan, broker: BrokerDefinitions): string[] {
  const { id } = COMPARED.bindings;
  const declared = new Set(plan.bindings.map((each) => pick(each as unknown as Definition, id)));
  const ours = new Set([...plan.exchanges, ...plan.queues].map((each) => each.name));
  const listed = new Set(broker.queues.map(({ name }) => name));
  return (
    broker.bindings
      // RabbitMQ 4.3 lists the bindings of exclusive queues, and no version the queues.
      .filter((each) => each.destination_type !== 'queue' || listed.has(each.destination))
      .filter((each) => ours.has(String(each.source)) || ours.has(String(each.destination)))
      .filter((each) => !declared.has(pick(each, id)))
      .map((each) => `binding ${describe(each)} exists but is not declared`)
  );
}

/** The named fields as text, with the keys of tables in order, so that equal things compare equal. */
function pick(definition: Definition, fields: readonly string[]): string {
  return fields.map((field) => JSON.stringify(sorted(definition[field]))).join(' ');
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function describe(definition: Definition): string {
  if (typeof definition.name === 'string') return `'${definition.name}'`;
  const { source, destination, routing_key: key } = definition;
  return `'${String(source)}' -> '${String(destination)}' by '${String(key)}'`;
}
