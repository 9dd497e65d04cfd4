import type { Cause } from './cause';
import type { RecentFailures } from '../publishes/publish-series';

const WHY = {
  unroutable: 'no queue is bound for them: bind one, or correct the sender',
  refused: 'the broker or a queue does not take them; who sent them may send again',
  unknown: 'the broker did not answer in time: who sent them sends again with the same key',
} as const;

/** Publishes that failed within the last minutes, one cause for each exchange and outcome. Pure. */
export function findPublishCauses(publishes: readonly RecentFailures[]): Cause[] {
  return publishes.map(({ exchange, outcome, recent, withinMinutes }): Cause => {
    const where = exchange === '' ? 'the default exchange' : exchange;
    const path = `/publishes?outcome=${outcome}&exchange=${encodeURIComponent(exchange)}`;
    return {
      kind: 'publishes-failing',
      title: `${recent} publishes to ${where} were ${outcome} within ${withinMinutes} minutes`,
      messages: recent,
      evidence: { exchange, outcome, count: recent, withinMinutes, meaning: WHY[outcome] },
      actions: [{ does: 'lists them, with client and reason', app: 'desk', method: 'GET', path }],
    };
  });
}
