import { isPublishRoute } from './is-publish-route';
import { topology } from './topology';

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
});
