import { topology } from '@warren/testing';
import { comparePlan, type BrokerDefinitions } from './compare-plan';
import { planTopology } from '../../amqp/declaring/plan-topology';
import { toDefinitions } from './to-definitions';

const plan = planTopology(topology);

function brokerWith(
  change: (definitions: Record<string, Record<string, unknown>[]>) => void,
): BrokerDefinitions {
  const definitions = structuredClone(toDefinitions(plan, '/')) as BrokerDefinitions;
  change(definitions as unknown as Record<string, Record<string, unknown>[]>);
  return definitions;
}

describe('comparing the broker with the topology', () => {
  it('finds no difference in a broker that has it, in any order of arguments', () => {
    const broker = brokerWith(({ queues }) => {
      for (const each of queues ?? []) {
        each.arguments = Object.fromEntries(Object.entries(each.arguments as object).reverse());
      }
    });
    expect(comparePlan(plan, broker)).toEqual([]);
  });

  it('names what is missing', () => {
    const broker = brokerWith((definitions) => {
      definitions.queues = definitions.queues?.filter(({ name }) => name !== 'mensajes') ?? [];
      definitions.bindings =
        definitions.bindings?.filter(({ destination }) => destination !== 'logs.info') ?? [];
    });
    expect(comparePlan(plan, broker)).toEqual([
      "queue 'mensajes' is missing",
      "binding 'events.direct' -> 'logs.info' by 'info' is missing",
    ]);
  });

  it('names an argument that differs, with both values', () => {
    const broker = brokerWith(({ queues }) => {
      const queue = queues?.find(({ name }) => name === 'mensajes');
      (queue?.arguments as Record<string, unknown>)['x-delivery-limit'] = 5;
    });
    const [difference, ...others] = comparePlan(plan, broker);
    expect(others).toEqual([]);
    expect(difference).toMatch(
      /^queue 'mensajes': arguments is .*"x-delivery-limit":5.*, declared .*:10/,
    );
  });

  it('names an undeclared binding, since it sends messages where the topology does not say', () => {
    const broker = brokerWith(({ bindings }) => {
      bindings?.push({
        source: 'events.direct',
        destination: 'logs.error',
        destination_type: 'queue',
        routing_key: 'info',
        arguments: {},
        vhost: '/',
      });
    });
    expect(comparePlan(plan, broker)).toEqual([
      "binding 'events.direct' -> 'logs.error' by 'info' exists but is not declared",
    ]);
  });

  it('passes over the binding of a queue that the broker does not list, since that is exclusive', () => {
    const broker = brokerWith(({ bindings }) => {
      for (const destination of ['amq.gen-s7Bq', 'tap.of-a-client']) {
        bindings?.push({
          ...{ source: 'events.direct', destination, destination_type: 'queue' },
          ...{ routing_key: 'info', arguments: {}, vhost: '/' },
        });
      }
    });
    expect(comparePlan(plan, broker)).toEqual([]);
  });
});
