import type { EventDto, Topology } from '@warren/model';
import { twoQueues } from '../consuming/two-queues.harness';
import type { ProcessedRecord } from '../messages/journal-record';
import type { ReplayOrder, ReplayStep, ReplaySummary } from './replay-order';

/** Two queues, neither of them that of the schedule, which is `later`. */
export function replayTopology(): Topology {
  const topology = twoQueues({});
  return { ...topology, schedule: { ...topology.schedule, queue: 'later' } };
}

/** The record of an event that a queue processed. */
export function processed(
  messageId: string,
  queue = 'second',
  event: Partial<EventDto> = {},
  delivery: Partial<ProcessedRecord['delivery']> = {},
): ProcessedRecord {
  const at = new Date('2026-11-24T05:00:00Z');
  return {
    kind: 'processed',
    event: { id: messageId, tipo: 'T', payload: {}, ...event },
    delivery: {
      messageId,
      hasGivenId: false,
      queue,
      exchange: 'orders',
      routingKey: 'both',
      attempt: 1,
      redeliveries: 0,
      redrives: 0,
      headers: { lang: 'es' },
      publishedAt: new Date('2026-11-24T04:59:59.500Z'),
      ...delivery,
    },
    handler: 'Second.run',
    worker: 'w1',
    startedAt: at,
    at,
  };
}

/** A replay of everything to the queue `first`. */
export function order(changes: Partial<ReplayOrder> = {}): ReplayOrder {
  return { from: 'first', to: 'first', run: 'r1', by: 'ana', reason: 'a test', ...changes };
}

/** How it ended, and every step of it. */
export async function runToEnd(
  steps: AsyncIterable<ReplayStep>,
): Promise<{ summary: ReplaySummary; steps: ReplayStep[] }> {
  const all: ReplayStep[] = [];
  for await (const step of steps) all.push(step);
  const last = all.at(-1);
  if (!last || !('summary' in last)) throw new Error('the last step is no summary');
  return { summary: last.summary, steps: all };
}
