import { exchanges, queues, topology } from '@warren/contracts';
import { routeMessage } from '@warren/model';
import { nameTrace } from './name-trace';
import type { PlannedEvent } from './plan-event';
import type { Attempt, RunRecord } from './record';

/** The status of an attempt that was no request: a handler published it. */
export const FOLLOWED = 0;

/** In the handler of which queue an event is published that follows, and as what. */
const STEPS = [
  { from: queues.ordersCreated.name, tipo: 'ORDER_PAID', routingKey: 'orders.eu.paid' },
  { from: queues.ordersPaid.name, tipo: 'ORDER_SHIPPED', routingKey: 'orders.eu.shipped' },
];

/**
 * Adds to a run the events that must follow from others, so that they are judged like these: as
 * confirmed where the journal has the success of their cause, since a handler returns only then; as
 * doubtful where its handler has only begun. Each time it began counts as one sending. Pure.
 */
export function expectFollowUps(run: RunRecord): RunRecord {
  return STEPS.reduce(expectStep, run);
}

function expectStep(run: RunRecord, { from, routingKey, tipo }: (typeof STEPS)[number]): RunRecord {
  const messageIds = new Map(run.journal.map(({ id, messageId }) => [id, messageId]));
  const kept = new Set(run.journal.filter(({ queue }) => queue === from).map(({ id }) => id));
  const begun = listBegun(run, from);
  const events = new Map(run.events);
  const attempts: Attempt[] = [...run.attempts];
  for (const cause of run.events.values()) {
    if (!cause.queues.includes(from)) continue;
    const event = describeNext(cause, tipo, routingKey);
    events.set(event.id, event);
    const messageId = messageIds.get(event.id);
    const outcome = kept.has(cause.id) ? 'ok' : 'unknown';
    for (const at of begun.get(cause.id) ?? []) {
      attempts.push({
        ...{ id: event.id, outcome, status: FOLLOWED, at, answeredAt: at },
        ...(messageId !== undefined && { messageId }),
      });
    }
  }
  return { ...run, events, attempts };
}

/** When the handler of a queue began with each event. */
function listBegun(run: RunRecord, from: string): Map<string, number[]> {
  const begun = new Map<string, number[]>();
  for (const note of run.lives.flatMap(({ notes }) => notes)) {
    if (note.what !== 'began' || note.queue !== from) continue;
    begun.set(note.id, [...(begun.get(note.id) ?? []), note.at]);
  }
  return begun;
}

function describeNext(cause: PlannedEvent, tipo: string, routingKey: string): PlannedEvent {
  const [id = ''] = cause.id.split('/');
  return {
    id: nameTrace({ id, tipo }, cause.id, undefined),
    kind: 'fine',
    path: `/topic/${routingKey}`,
    body: {},
    queues: routeMessage(topology, exchanges.topic, routingKey, {}).queues,
    isPatient: false,
  };
}
