import type { Cause } from './cause';
import type { GroupNow } from './now-facts';

/** Groups of open dead letters: those that grow, and those that only wait to be put right. Pure. */
export function findDeadCauses(groups: readonly GroupNow[]): Cause[] {
  return groups.map(({ group, recent }): Cause => {
    const { code, count, first, group: id, message, queue } = group;
    const body = { group: id, reason: 'the cause is mended', canary: true };
    const redrive = {
      does: 'sends one again, and the rest when that is processed; first mend the cause',
      ...({ app: 'worker', method: 'POST', path: '/dead-letters/redrive', body } as const),
    };
    return {
      kind: recent > 0 ? 'dead-letters-growing' : 'dead-letters-open',
      title: `${count} dead letters of ${queue}: ${message}`,
      ...{ queue, group: id, sinceMs: first.getTime(), messages: recent > 0 ? recent : count },
      evidence: { open: count, withinTenMinutes: recent, code, message },
      actions: [redrive],
    };
  });
}
