import type { BrokerQueue, QueuesSeen } from '@warren/messaging';
import { exchange } from '@warren/model';
import { exchanges, topology as sample } from '@warren/testing';
import { BEGIN, failed, processed } from '@warren/views/testing';
import { buildMap } from './build-map';
import { RouteRates } from './route-rates.projection';
import type { EdgeDto, TopologyLiveDto } from './topology-live.dto';

const lonely = exchange('lonely', 'fanout');
const topology = { ...sample, exchanges: [...sample.exchanges, lonely] };
const NOW = BEGIN + 100_000;

describe('the live map of a topology', () => {
  let routes: RouteRates;

  beforeEach(() => (routes = new RouteRates(topology, () => NOW)));

  function came(
    times: number,
    queue: string,
    exchange: string,
    routingKey: string,
    more = {},
  ): void {
    for (let n = 0; n < times; n += 1) {
      const record = processed({ queue, startMs: 60_000, ...more });
      routes.apply({ ...record, delivery: { ...record.delivery, exchange, routingKey } });
    }
  }
  function map(...given: BrokerQueue[]): TopologyLiveDto {
    const queues = new Map(given.map((each) => [each.name, each]));
    const seen: QueuesSeen = { source: 'management', at: new Date(NOW), queues };
    return buildMap(topology, seen, { routes, dead: (queue) => (queue === 'etl.jobs' ? 0.5 : 0) });
  }
  const edge = (edges: readonly EdgeDto[], from: string, to: string): EdgeDto | undefined =>
    edges.find((each) => each.from === from && each.to === to);

  it('has a rate on each binding along which messages came, and on no other', () => {
    came(60, 'orders.audit', exchanges.topic.name, 'orders.eu.created');
    came(6, 'orders.created', exchanges.topic.name, 'orders.eu.created');
    came(12, 'mensajes', '', 'mensajes');
    const { edges } = map();
    expect(edge(edges, 'exchange:events.topic', 'queue:orders.audit')?.perSecond).toBe(1);
    expect(edge(edges, 'exchange:events.topic', 'queue:orders.created')?.perSecond).toBe(0.1);
    expect(edge(edges, 'exchange:events.topic', 'queue:orders.paid')?.perSecond).toBe(0);
    expect(edge(edges, 'exchange:', 'queue:mensajes')?.perSecond).toBe(0.2);
  });

  it('counts what was published and handled first, within the last minute, and names of the topology', () => {
    const { name } = exchanges.topic;
    came(1, 'orders.audit', name, 'orders.x', { startMs: 20_000 });
    came(1, 'orders.audit', name, 'orders.x', { startMs: 9e8, endMs: 9e8 });
    came(1, 'orders.audit', name, 'orders.x', { attempt: 2 });
    came(1, 'orders.audit', name, 'orders.x', { redrives: 1 });
    came(1, 'orders.audit', name, 'other.x');
    came(1, 'orders.audit', 'forged', 'orders.x');
    came(1, 'forged', name, 'orders.x');
    routes.apply(failed({ queue: 'orders.audit' }));
    expect(map().edges.filter(({ perSecond = 0 }) => perSecond > 0)).toEqual([
      expect.objectContaining({ kind: 'dead-letter', from: 'queue:etl.jobs' }),
    ]);
  });

  it('has the ways of retries, dead letters and delays, each between nodes that are there', () => {
    const retry = { name: 'etl.jobs.retry.5s', inPerSecond: 2.5 };
    const { edges, nodes } = map(retry);
    const ids = new Set(nodes.map(({ id }) => id));
    expect(edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([]);
    expect(ids.size).toBe(nodes.length);
    const waits = 'queue:etl.jobs.retry.5s';
    expect(edge(edges, 'queue:etl.jobs', waits)).toMatchObject({ kind: 'retry', perSecond: 2.5 });
    expect(edge(edges, waits, 'queue:etl.jobs')?.kind).toBe('retry-back');
    const dead = edge(edges, 'queue:etl.jobs', 'exchange:dead-letters');
    expect(dead).toMatchObject({ kind: 'dead-letter', perSecond: 0.5 });
    expect(edge(edges, 'queue:delay.stage.00', 'queue:scheduled')?.kind).toBe('delay');
  });

  it('names what has no consumer, and what is bound to nothing', () => {
    const { boundToNothing, nodes, onlyByName, withoutConsumer } = map(
      { name: 'mensajes', consumers: 0, messages: 3 },
      { name: 'logs.info', consumers: 1 },
      { name: 'etl.jobs.retry.5s', consumers: 0 },
    );
    expect(withoutConsumer).toEqual(['queue:mensajes']);
    expect(boundToNothing).toEqual(['exchange:lonely']);
    expect(onlyByName).toContain('queue:mensajes');
    expect(onlyByName).not.toContain('queue:logs.info');
    const shown = nodes.find(({ id }) => id === 'queue:mensajes');
    expect(shown).toMatchObject({ messages: 3, consumers: 0, kind: 'work', isConsumed: true });
  });
});
