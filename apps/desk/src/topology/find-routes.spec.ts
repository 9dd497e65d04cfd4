import { exchanges, topology } from '@warren/testing';
import type { RouteDto } from './route.dto';
import { findRoutes } from './find-routes';

const { headers, topic } = exchanges;

describe('where a message would go', () => {
  const askKey = (routingKey: string): RouteDto | undefined =>
    findRoutes(topology, { routingKey, headers: {} })?.find((each) => each.exchange === topic.name);

  it('is said of every exchange, with the bindings along which it goes', () => {
    const route = askKey('orders.eu.created');
    expect(route?.queues).toEqual(['orders.audit', 'orders.created']);
    expect(route?.bindings.map(({ queue }) => queue).sort()).toEqual(route?.queues);
    const all = findRoutes(topology, { routingKey: 'orders.created', headers: {} });
    expect(all?.at(-1)).toMatchObject({ exchange: '', queues: ['orders.created'] });
  });

  it('names what nearly fits only where no queue would have it', () => {
    expect(askKey('orders.eu.created')?.near).toEqual([]);
    expect(askKey('order.eu.created')).toMatchObject({ queues: [] });
    expect(askKey('order.eu.created')?.near).not.toEqual([]);
  });

  it('is that of one exchange where one is named, and unknown of one that there is not', () => {
    const asked = { routingKey: '', headers: { lang: 'es' } };
    expect(findRoutes(topology, { ...asked, exchange: headers.name })).toHaveLength(1);
    expect(findRoutes(topology, { ...asked, exchange: 'other' })).toBeUndefined();
  });
});
