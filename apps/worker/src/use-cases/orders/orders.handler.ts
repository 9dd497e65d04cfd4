import { Inject, Injectable, Logger } from '@nestjs/common';
import { exchanges, queues } from '@warren/contracts';
import type { EventOf } from '@warren/model';
import {
  aboutDelivery,
  Handles,
  PermanentError,
  Publisher,
  type Delivery,
} from '@warren/messaging';
import { Carrier } from './carrier';
import { Payments } from './payments';

/**
 * The life of an order, from the topic exchange: created, paid, shipped. Each step is a service of its
 * own and knows only the event that it waits for and the one that follows.
 */
@Injectable()
export class OrdersHandler {
  private readonly logger = new Logger(OrdersHandler.name);

  constructor(
    private readonly payments: Payments,
    private readonly carrier: Carrier,
    @Inject(Publisher) private readonly publisher: Pick<Publisher, 'publishNext'>,
  ) {}

  @Handles(queues.ordersCreated)
  async pay(order: EventOf<typeof queues.ordersCreated>, delivery: Delivery): Promise<void> {
    const { card, total } = order.payload;
    // It may run twice, and the order may be sent again under another message id: the order is the key.
    const payment = await this.payments.take(order.id, total, card);
    if (payment === undefined) {
      throw new PermanentError('card_declined', `the card of order ${order.id} was declined`);
    }
    await this.publisher.publishNext(delivery, exchanges.topic, keyOf(delivery, 'paid'), {
      id: order.id,
      tipo: 'ORDER_PAID',
      payload: { total, payment },
    });
  }

  @Handles(queues.ordersPaid)
  async ship(order: EventOf<typeof queues.ordersPaid>, delivery: Delivery): Promise<void> {
    // The first parcel of this order, and the only one.
    const parcel = await this.carrier.fetchParcel(`${order.id}/1`);
    await this.publisher.publishNext(delivery, exchanges.topic, keyOf(delivery, 'shipped'), {
      id: order.id,
      tipo: 'ORDER_SHIPPED',
      payload: { parcel },
    });
  }

  @Handles(queues.ordersShipped)
  close(order: EventOf<typeof queues.ordersShipped>, delivery: Delivery): void {
    const { parcel } = order.payload;
    this.logger.debug({ ...aboutDelivery(delivery, order), parcel }, 'order closed');
  }

  @Handles(queues.ordersAudit)
  audit(event: EventOf<typeof queues.ordersAudit>, delivery: Delivery): void {
    const { routingKey } = delivery;
    this.logger.debug({ ...aboutDelivery(delivery, event), routingKey }, 'order audited');
  }
}

/** `orders.eu.paid` follows `orders.eu.created`: what happens to an order stays in its region. */
function keyOf({ routingKey }: Delivery, step: 'paid' | 'shipped'): string {
  const [, region = 'nowhere'] = /^orders\.([^.]+)\.[^.]+$/.exec(routingKey) ?? [];
  return `orders.${region}.${step}`;
}
