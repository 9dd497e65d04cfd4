import { EventDto } from '../events/event.dto';
import { bind, bindHeaders, defaultExchange, exchange } from './exchange';
import { queue } from './queue';
import { routeMessage } from './route-message';
import { exchanges, topology } from '@warren/testing';

describe('routing a message through the declared topology', () => {
  it('names each queue and the binding that brings it the message, in declared order', () => {
    expect(routeMessage(topology, exchanges.topic, 'orders.eu.created', {})).toEqual({
      queues: ['orders.audit', 'orders.created'],
      bindings: [
        { queue: 'orders.created', exchange: 'events.topic', routingKey: 'orders.*.created' },
        { queue: 'orders.audit', exchange: 'events.topic', routingKey: 'orders.#' },
      ],
    });
  });

  it('takes a direct key letter by letter, wildcards too', () => {
    expect(routeMessage(topology, exchanges.direct, 'info', {}).queues).toEqual(['logs.info']);
    expect(routeMessage(topology, exchanges.direct, '#', {}).queues).toEqual([]);
  });

  it('says what a headers binding asks for', () => {
    expect(routeMessage(topology, exchanges.headers, 'ignored', { priority: 'high' })).toEqual({
      queues: ['audit.important'],
      bindings: [
        {
          queue: 'audit.important',
          exchange: 'events.headers',
          routingKey: '',
          headers: { match: 'any', headers: { env: 'prod', priority: 'high' } },
        },
      ],
    });
  });

  it('reaches every queue of a fanout exchange', () => {
    expect(routeMessage(topology, exchanges.fanout, 'ignored', {}).queues).toEqual([
      'notifications.email',
      'notifications.push',
      'notifications.sms',
    ]);
  });

  it.each(['mensajes', 'respuestas', 'dead-letters', 'delay.stage.24', 'mensajes.retry.1s'])(
    'reaches the queue %s by its name through the default exchange',
    (name) => {
      expect(routeMessage(topology, defaultExchange(), name, {})).toEqual({
        queues: [name],
        bindings: [{ queue: name, exchange: '', routingKey: name }],
      });
    },
  );

  it('reaches the dead-letter queue through its exchange, and nothing through an unknown one', () => {
    const { deadLetters } = topology;
    expect(routeMessage(topology, deadLetters.exchange, 'k', {}).queues).toEqual(['dead-letters']);
    const unknown = exchange('elsewhere', 'fanout');
    expect(routeMessage(topology, unknown, 'k', {})).toEqual({ queues: [], bindings: [] });
    expect(routeMessage(topology, exchanges.default, 'delay.stage.25', {}).queues).toEqual([]);
  });

  it('names a queue once, however many of its bindings match', () => {
    const topic = exchange('t', 'topic');
    const both = [bind(topic, 'a.*'), bind(topic, '#'), bind(topic, 'b')];
    const value = { ...topology, queues: [queue('q', { event: EventDto, from: both })] };
    const { queues, bindings } = routeMessage(value, topic, 'a.b', {});
    expect(queues).toEqual(['q']);
    expect(bindings.map(({ routingKey }) => routingKey)).toEqual(['a.*', '#']);
  });

  it('finds the bindings of an exchange by its name, as the broker does', () => {
    const again = exchange('events.headers', 'headers');
    const more = queue('q', { event: EventDto, from: [bindHeaders(again, 'all', { lang: 'es' })] });
    const value = { ...topology, queues: [...topology.queues, more] };
    expect(routeMessage(value, exchanges.headers, '', { lang: 'es' }).queues).toEqual([
      'greetings.es',
      'q',
    ]);
  });
});
