import type { OperationRecord } from '@warren/messaging';
import { readPatch } from '@warren/model';
import type { OperationOrder } from './operation';

/** The most members of one operation. */
export const MAX_MEMBERS = 10_000;
/** How long a canary is waited for when the order does not say. */
export const CANARY_WAIT_MS = 30_000;
const ACTIONS: readonly (string | undefined)[] = ['redrive', 'discard', 'restore'];

/** The order in a record of the journal; undefined when it is none that a desk would write. */
export function readOrder(record: OperationRecord): OperationOrder | undefined {
  const { action, by, canaryCount, canaryWaitMs, maxFailures, reason, total } = record;
  const isKnown = action !== undefined && ACTIONS.includes(action);
  if (!isKnown || reason === undefined || !total || total > MAX_MEMBERS) return undefined;
  try {
    const patch = record.patch === undefined ? undefined : readPatch(parse(record.patch), '/patch');
    const canary = canaryCount
      ? { count: canaryCount, waitMs: canaryWaitMs ?? CANARY_WAIT_MS }
      : undefined;
    const { rate, to } = record;
    return {
      ...{ action, by, reason, total, patch, to, rate, canary },
      maxFailures: maxFailures ?? defaultMaxFailures(total),
    };
  } catch {
    return undefined;
  }
}

/** A tenth of them, and at least ten. */
function defaultMaxFailures(total: number): number {
  return Math.max(10, Math.floor(total / 10));
}

function parse(text: string): object[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) throw new Error('not a patch');
  return value as object[];
}
