import { EventDto, queue } from '@warren/model';
import type { BreakerState } from './breaker';
import { DesiredState } from './desired-state';

describe('what a consumer is to do', () => {
  const plain = { event: EventDto, from: [], prefetch: 20 } as const;
  const parallel = queue('parallel', plain);
  const strict = queue('strict', { event: EventDto, from: [], ordering: 'strict' });

  function orders(
    declared: typeof parallel,
    given: 'run' | 'pause' | 'stop',
    { isHeld = false, breaker = 'closed' }: { isHeld?: boolean; breaker?: BreakerState } = {},
  ): DesiredState {
    const consumer = new DesiredState(declared, { state: breaker });
    return Object.assign(consumer, { given, isHeld });
  }

  it.each([
    [
      'runs',
      orders(parallel, 'run'),
      'attached',
      { wantsDeliveries: true, allowed: 20, givesUp: false },
    ],
    [
      'is probing',
      orders(parallel, 'run', { breaker: 'probing' }),
      'attached',
      { wantsDeliveries: true, allowed: 1, givesUp: false },
    ],
    [
      'paused itself',
      orders(parallel, 'run', { breaker: 'open' }),
      'open',
      { wantsDeliveries: false, allowed: 0, givesUp: true },
    ],
    [
      'is held',
      orders(parallel, 'run', { isHeld: true }),
      'held',
      { wantsDeliveries: false, allowed: 0, givesUp: true },
    ],
    [
      'is paused: what it holds is handled',
      orders(parallel, 'pause'),
      'paused',
      { wantsDeliveries: false, allowed: 20, givesUp: true },
    ],
    [
      'is paused and held',
      orders(parallel, 'pause', { isHeld: true }),
      'paused',
      { wantsDeliveries: false, allowed: 0, givesUp: true },
    ],
    [
      'is paused in strict order',
      orders(strict, 'pause'),
      'paused',
      { wantsDeliveries: false, allowed: 0, givesUp: false },
    ],
    [
      'runs in strict order',
      orders(strict, 'run'),
      'attached',
      { wantsDeliveries: true, allowed: 1, givesUp: false },
    ],
    [
      'is stopped',
      orders(parallel, 'stop'),
      'stopped',
      { wantsDeliveries: false, allowed: 0, givesUp: true },
    ],
    [
      'paused itself in strict order',
      orders(strict, 'run', { breaker: 'open' }),
      'open',
      { wantsDeliveries: false, allowed: 0, givesUp: false },
    ],
    [
      'is held in strict order',
      orders(strict, 'run', { isHeld: true }),
      'held',
      { wantsDeliveries: false, allowed: 0, givesUp: false },
    ],
  ])('says what follows when it %s', (_, consumer, state, rest) => {
    const { allowed, givesUp, wantsDeliveries } = consumer;
    expect(consumer.state(true)).toBe(state);
    expect({ allowed, givesUp, wantsDeliveries }).toEqual(rest);
  });

  it('goes by the prefetch it was given last', () => {
    const consumer = Object.assign(orders(parallel, 'run'), { prefetch: 5 });
    expect([consumer.pace, consumer.allowed]).toEqual([5, 5]);
  });

  it('is attached only when deliveries come', () => {
    expect(orders(parallel, 'run').state(false)).toBe('detached');
  });
});
