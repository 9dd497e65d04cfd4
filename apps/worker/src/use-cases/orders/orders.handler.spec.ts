import { exchanges } from '@warren/contracts';
import { PermanentError, type Delivery, type Publisher } from '@warren/messaging';
import { FakeCarrier } from './carrier';
import { OrdersHandler } from './orders.handler';
import { FakePayments } from './payments';

function delivery(routingKey: string): Delivery {
  return {
    messageId: 'm-1',
    hasGivenId: false,
    queue: 'orders.created',
    exchange: 'events.topic',
    routingKey,
    attempt: 1,
    redeliveries: 0,
    redrives: 0,
    headers: {},
  };
}

const created = { id: 'order-1', tipo: 'ORDER_CREATED', payload: { total: 99 } };
const paid = { id: 'order-1', tipo: 'ORDER_PAID', payload: { total: 99, payment: 'p' } };

describe('the handlers of orders', () => {
  const publishNext = jest.fn<
    ReturnType<Publisher['publishNext']>,
    Parameters<Publisher['publishNext']>
  >();
  const handler = new OrdersHandler(new FakePayments(), new FakeCarrier(), { publishNext });

  beforeEach(() => publishNext.mockReset());

  it('take the payment of a new order and say in its region that it is paid', async () => {
    const cause = delivery('orders.eu.created');
    await handler.pay(created, cause);
    expect(publishNext.mock.calls).toEqual([
      [
        cause,
        exchanges.topic,
        'orders.eu.paid',
        { id: 'order-1', tipo: 'ORDER_PAID', payload: { total: 99, payment: 'payment-order-1' } },
      ],
    ]);
  });

  it.each([{ attempt: 2 }, { messageId: 'm-2' }])(
    'take the same payment and send the same parcel when the order comes again, with %j',
    async (again) => {
      await handler.pay(created, delivery('orders.eu.created'));
      await handler.pay(created, { ...delivery('orders.eu.created'), ...again });
      await handler.ship(paid, delivery('orders.eu.paid'));
      await handler.ship(paid, { ...delivery('orders.eu.paid'), ...again });
      const [first, second, third, fourth] = publishNext.mock.calls.map(([, , , event]) => event);
      expect(second).toEqual(first);
      expect(fourth).toEqual(third);
    },
  );

  it('take a payment for each order, and send a parcel for each', async () => {
    await handler.pay({ ...created, id: 'order-2' }, delivery('orders.eu.created'));
    await handler.ship({ ...paid, id: 'order-2' }, delivery('orders.eu.paid'));
    const payloads = publishNext.mock.calls.map(([, , , event]) => event.payload);
    expect(payloads).toEqual([
      { total: 99, payment: 'payment-order-2' },
      { parcel: 'parcel-order-2/1' },
    ]);
  });

  it('give up on an order whose card is declined, and publish nothing', async () => {
    const order = { ...created, payload: { total: 99, card: 'declined' } };
    const paying = handler.pay(order, delivery('orders.eu.created'));
    await expect(paying).rejects.toBeInstanceOf(PermanentError);
    await expect(paying).rejects.toMatchObject({ code: 'card_declined' });
    expect(publishNext).not.toHaveBeenCalled();
  });

  it('ship what is paid', async () => {
    const cause = delivery('orders.mx.paid');
    await handler.ship(paid, cause);
    expect(publishNext.mock.calls).toEqual([
      [
        cause,
        exchanges.topic,
        'orders.mx.shipped',
        { id: 'order-1', tipo: 'ORDER_SHIPPED', payload: { parcel: 'parcel-order-1/1' } },
      ],
    ]);
  });

  it('fail when what follows is not accepted, so that the order is tried again', async () => {
    publishNext.mockRejectedValue(new Error('refused'));
    await expect(handler.pay(created, delivery('orders.eu.created'))).rejects.toThrow('refused');
    await expect(handler.ship(paid, delivery('orders.eu.paid'))).rejects.toThrow('refused');
  });

  it('know no region when the key does not say one', async () => {
    await handler.pay(created, delivery('orders.created'));
    expect(publishNext.mock.calls[0]?.[2]).toBe('orders.nowhere.paid');
  });
});
