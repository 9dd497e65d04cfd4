import { EventDto } from '../events/event.dto';
import { bind, bindHeaders, exchange, type Binding, type Exchange } from './exchange';
import { findNearestBindings } from './find-nearest-bindings';
import type { MessageHeaders } from './match-headers';
import { queue } from './queue';
import { exchanges, topology } from '@warren/testing';

function nearest(from: Exchange, routingKey: string, headers: MessageHeaders = {}): string[] {
  return findNearestBindings(topology, from, routingKey, headers);
}

function amongst(bindings: Binding[], key: string, headers: MessageHeaders = {}): string[] {
  const value = { ...topology, queues: [queue('q', { event: EventDto, from: bindings })] };
  return findNearestBindings(value, (bindings[0] as Binding).exchange, key, headers);
}

describe('the bindings nearest to a message that reached no queue', () => {
  it.each([
    ['inf', ['info']],
    ['Info', ['info']],
    ['warn', ['warning']],
    ['errors', ['error']],
    ['etl.jobs', ['etl.job']],
    ['', []],
    ['something else', []],
    ['x'.repeat(10_000), []],
  ])('for the direct key "%s" are %j', (key, expected) => {
    expect(nearest(exchanges.direct, key)).toEqual(expected);
  });

  it.each([
    ['order.eu.created', ['orders.*.created', 'orders.#', 'orders.*.shipped']],
    ['order.eu.north.created', ['orders.#', 'orders.*.created']],
    ['ordres', ['orders.#']],
    ['eu.created', []],
    ['payments.eu', []],
  ])('for the topic key "%s" are %j', (key, expected) => {
    expect(nearest(exchanges.topic, key)).toEqual(expected);
  });

  it.each([
    [{ lang: 'de' }, ['lang=es', 'lang=en', 'lang=fr']],
    [{ env: 'test' }, ['env=prod or priority=high']],
    [{ language: 'es' }, []],
    [{}, []],
  ])('for the headers %j are %j', (headers, expected) => {
    expect(nearest(exchanges.headers, '', headers)).toEqual(expected);
  });

  it('come in the order of the headers that match, and distinguish text from other values', () => {
    const to = exchange('h', 'headers');
    const bindings = [
      bindHeaders(to, 'all', { a: '1', b: 2, c: true }),
      bindHeaders(to, 'all', { a: '1', b: 3 }),
      bindHeaders(to, 'all-with-x', { b: 2, a: '1', 'x-d': 'd' }),
    ];
    expect(amongst(bindings, '', { a: '1', b: 2 })).toEqual([
      'a="1" and b=2 and c=true',
      'b=2 and a="1" and x-d=d',
      'a="1" and b=3',
    ]);
  });

  it('are each named once, at most three or as many as asked for', () => {
    const to = exchange('d', 'direct');
    const keys = ['key.1', 'key.1', 'key.2', 'key.3', 'key.4'];
    const bindings = keys.map((key) => bind(to, key));
    expect(amongst(bindings, 'key')).toEqual(['key.1', 'key.2', 'key.3']);
    const value = { ...topology, queues: [queue('q', { event: EventDto, from: bindings })] };
    expect(findNearestBindings(value, to, 'key.0', {}, 1)).toEqual(['key.1']);
  });

  it('are none when the pattern has only wildcards, or the exchange looks at nothing', () => {
    expect(amongst([bind(exchange('t', 'topic'), '*.*')], 'a')).toEqual([]);
    expect(nearest(exchanges.fanout, 'anything')).toEqual([]);
  });

  it('are the names of queues on the default exchange', () => {
    expect(nearest(exchanges.default, 'mensaje')).toEqual(['mensajes']);
  });

  it('are found within bounds for the longest keys there can be', () => {
    const pattern = '.a'.repeat(127);
    const key = 'b.'.repeat(127);
    expect(amongst([bind(exchange('t', 'topic'), pattern)], key)).toEqual([]);
  });
});
