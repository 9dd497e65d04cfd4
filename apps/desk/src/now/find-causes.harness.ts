import type { BrokerQueue } from '@warren/messaging';
import type { QueueKind } from '../queues/list-queues';
import { rankCauses, type Cause } from './cause';
import { findDeadCauses } from './find-dead-causes';
import { findProcessCauses } from './find-process-causes';
import { findQueueCauses } from './find-queue-causes';
import type { NowFacts, QueueNow } from './now-facts';

export const NOW = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;
export const FIRST = new Date(NOW - 90 * MINUTE);

interface Given extends Partial<Omit<QueueNow, 'declared'>> {
  readonly name?: string;
  readonly kind?: QueueKind;
}

export function queue({ kind = 'work', name = 'a', ...more }: Given = {}): QueueNow {
  const seen: BrokerQueue = {
    name,
    messages: 0,
    ready: 0,
    unacked: 0,
    consumers: 1,
    state: 'running',
  };
  const known = { seen, since: {}, attempts: 0, failures: 0 };
  const merged = { ...known, ...more };
  const isGone = 'seen' in more && more.seen === undefined;
  return {
    declared: { name, kind },
    ...merged,
    seen: isGone ? undefined : { ...seen, ...more.seen },
  };
}

export function facts(more: Partial<NowFacts> = {}): NowFacts {
  const checks = {
    broker: { ok: true, detail: 'ready' },
    journal: { ok: true, detail: 'followed' },
    policies: { ok: true, detail: 'harmless' },
  };
  const all = {
    isJournalRead: true,
    isJustStarted: false,
    isSkewed: false,
    queues: [queue({ name: 'fine' })],
    groups: [],
    publishes: [],
  };
  return { nowMs: NOW, source: 'management', checks, ...all, ...more };
}

export const check = (name: string, ok: boolean, detail: string): Partial<NowFacts> => ({
  checks: { ...facts().checks, [name]: { ok, detail } },
});
export const queues = (...given: Given[]): Partial<NowFacts> => ({
  queues: [queue({ name: 'fine' }), ...given.map(queue)],
});
export const holding = (more: Partial<BrokerQueue>): Pick<QueueNow, 'seen'> => ({
  seen: { name: 'a', messages: 200, ready: 200, ...more },
});
export const group = {
  group: 'g1',
  queue: 'a',
  code: 'away',
  message: 'is away',
  count: 9,
  first: FIRST,
};

export function find(given: NowFacts): Cause[] {
  const found = [findProcessCauses(given), findQueueCauses(given), findDeadCauses(given.groups)];
  return rankCauses(found.flat());
}

/** The kinds that are found, each with its first action: `queue-missing > npm run topology -- declare`. */
export function judge(given: Partial<NowFacts>): string {
  const found = find(facts(given)).map(({ actions: [action], kind }) => {
    const { command, method, path } = action ?? {};
    return `${kind} > ${command ?? `${method} ${path}`}`;
  });
  return found.join(', ') || 'nothing';
}
