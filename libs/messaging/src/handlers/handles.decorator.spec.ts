import { Ctx, Payload } from '@nestjs/microservices';
import { EventDto, queue } from '@warren/model';
import type { Delivery } from '../messages/delivery';
import { Handles, HandlesBatch, type BatchItem } from './handles.decorator';

class OrderPlaced extends EventDto {
  readonly total!: number;
}
class OrderPaid extends EventDto {
  readonly receipt!: string;
}
const placed = queue('placed', { event: OrderPlaced, from: [] });
const batch = queue('batch', { event: OrderPlaced, from: [], batch: { size: 2, waitMs: 1 } });

/* eslint-disable @typescript-eslint/no-unused-vars */
/** The compiler is the test: it refuses an expectation of an error that is none. */
class Orders {
  @Handles(placed)
  none(): void {}

  @Handles(placed)
  all(_event: OrderPlaced, { attempt }: Delivery, signal: AbortSignal): string {
    return `${attempt} ${signal.aborted}`;
  }

  @Handles(placed)
  parent(_event: EventDto): void {}

  @Handles(placed)
  decorated(@Payload() _event: OrderPlaced, @Ctx() _delivery: Delivery): void {}

  @Handles(placed, 'decorated')
  property(@Payload('total') _total: number, @Ctx() _delivery: Delivery): void {}

  @HandlesBatch(batch)
  many(_items: readonly BatchItem<OrderPlaced>[], _signal: AbortSignal): void {}

  // @ts-expect-error it is the event of another queue
  @Handles(placed)
  other(_event: OrderPaid): void {}

  // @ts-expect-error what comes second is the delivery
  @Handles(placed)
  attempt(_event: OrderPlaced, _attempt: number): void {}

  // @ts-expect-error without 'decorated' the event comes first
  @Handles(placed)
  delivery(@Ctx() _delivery: Delivery): void {}

  // @ts-expect-error events come in items
  @HandlesBatch(batch)
  single(_event: OrderPlaced): void {}
}

describe('the types of handlers', () => {
  it('are those of the events of their queues, which the compiler checks', () => {
    expect(Object.getOwnPropertyNames(Orders.prototype)).toContain('property');
  });
});
