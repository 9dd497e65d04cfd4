import type { BrokerQueue, QueuesSeen } from '@warren/messaging';
import { isConsumed, type DeclaredQueue } from './list-queues';
import type { JournalRatesDto, QueueDto } from './queue.dto';
import { depthOf } from './queue-history';

/** What is known of a queue beside what the broker says now. */
export interface QueueFacts {
  readonly queue: DeclaredQueue;
  /** By how many messages a second it became more; undefined: not measured yet. */
  readonly net?: number;
  /** Of a queue whose handlers write records. */
  readonly journal?: JournalRatesDto;
}

/** Puts together what is known of a queue. Pure. */
export function showQueue(facts: QueueFacts, { at, queues, source }: QueuesSeen): QueueDto {
  const { name, kind, of } = facts.queue;
  const seen = queues.get(name);
  const { ackedPerSecond, headTime, ...state } = seen ?? { name };
  return {
    ...{ kind, of, found: source === 'none' ? undefined : seen !== undefined },
    ...{ ...state, outPerSecond: ackedPerSecond, journal: facts.journal },
    ...(seen && isConsumed(kind) && showTrend(seen, facts.net, at)),
    ...(seen && (depthOf(seen) ?? 0) > 0 && showOldest(seen, source, headTime)),
  };
}

function showTrend(
  queue: BrokerQueue,
  measured: number | undefined,
  at: Date,
): Pick<QueueDto, 'trend' | 'netPerSecond' | 'drainsAt'> {
  const { ackedPerSecond, inPerSecond } = queue;
  const depth = depthOf(queue);
  const isRated = inPerSecond !== undefined && ackedPerSecond !== undefined;
  const net = measured ?? (isRated ? inPerSecond - ackedPerSecond : undefined);
  if (depth === undefined || (net === undefined && depth > 0)) return { trend: 'unknown' };
  const netPerSecond = net === undefined ? undefined : Math.round(net * 100) / 100;
  if (depth === 0) return { trend: 'empty', netPerSecond };
  if (net === undefined || net === 0) return { trend: 'steady', netPerSecond };
  if (net > 0) return { trend: 'grows', netPerSecond };
  const drainsAt = toTime(at.getTime() + (depth / -net) * 1_000);
  return { trend: 'drains', netPerSecond, drainsAt };
}

/** Later than any calendar has it: that is never. */
function toTime(ms: number): string | undefined {
  const LAST_MS = 253_402_300_799_999;
  return ms <= LAST_MS ? new Date(ms).toISOString() : undefined;
}

function showOldest(
  { type }: BrokerQueue,
  source: QueuesSeen['source'],
  headTime: Date | undefined,
): Pick<QueueDto, 'oldestAt' | 'oldestUnknown'> {
  if (headTime) return { oldestAt: headTime.toISOString() };
  if (source === 'amqp') return { oldestUnknown: 'AMQP does not say it; the management API may' };
  return {
    oldestUnknown:
      type === 'classic'
        ? 'the message at its head has no timestamp'
        : `RabbitMQ says it of classic queues, and this is a ${type ?? 'queue of another type'}`,
  };
}
