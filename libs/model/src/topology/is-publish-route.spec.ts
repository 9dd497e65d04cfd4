import { isPublishRoute } from './is-publish-route';
import { topology } from '@warren/testing';

describe('a way that events are published', () => {
  it.each([
    ['events.direct', 'any key'],
    ['events.fanout', ''],
    ['', 'mensajes'],
  ])('is that of an endpoint: `%s` with `%s`', (exchange, routingKey) => {
    expect(isPublishRoute(topology, exchange, routingKey)).toBe(true);
  });

  it.each([
    ['amq.topic', 'k'],
    ['dead-letters', ''],
    ['delay.delivery', 'k'],
    ['events.fanout', 'a key that the endpoint does not use'],
    ['', 'etl.jobs'],
    ['', 'journal'],
  ])('is no other: `%s` with `%s`', (exchange, routingKey) => {
    expect(isPublishRoute(topology, exchange, routingKey)).toBe(false);
  });

  it.each([
    ['events.topic', 'k', true],
    ['', 'etl.jobs', true],
    ['', 'journal', false],
    ['amq.topic', 'k', false],
  ])('is, without endpoints, to what the topology declares: `%s` with `%s`', (...way) => {
    const [exchange, routingKey, isAllowed] = way;
    expect(isPublishRoute({ ...topology, routes: {} }, exchange, routingKey)).toBe(isAllowed);
  });
});
