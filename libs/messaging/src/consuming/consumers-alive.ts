import { Injectable } from '@nestjs/common';
import type { BeatSource, Heart } from '../alive/heart';
import type { BeatingQueue } from '../alive/heartbeat';
import { OrderFollower } from './order-follower';
import { StandingOrders } from '../orders/standing-orders';
import { Consumers } from './consumers';

/** What the heartbeat of a process says of its consumers, at once when they have followed an order. */
@Injectable()
export class ConsumersAlive implements BeatSource {
  constructor(
    private readonly consumers: Consumers,
    private readonly follower: OrderFollower,
    private readonly orders: StandingOrders,
  ) {}

  beatWith(heart: Heart): Heart {
    this.follower.whenFollowed(() => heart.beatSoon());
    return heart;
  }

  queues(): readonly BeatingQueue[] {
    return this.consumers.all.map(({ inFlight, isProbing, prefetch, queue, state }) => ({
      ...{ queue, state, prefetch, isProbing, running: inFlight },
      flow: this.follower.offsetOf(queue, 'flow'),
      prefetchOrder: this.follower.offsetOf(queue, 'prefetch'),
    }));
  }

  journalEntry(): number {
    return this.orders.entry;
  }
}
