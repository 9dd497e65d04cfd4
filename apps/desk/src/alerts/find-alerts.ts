import { createHash } from 'node:crypto';
import type { Cause } from '../now/cause';
import type { AlertRule } from './alert-settings';

const KEY_CHARS = 32;

/** As much of a cause as an alert is about. */
export type AlertCause = Pick<Cause, 'kind' | 'title' | 'queue' | 'group' | 'sinceMs' | 'messages'>;

/** A cause that a rule means. */
export interface Alert {
  /** The same in every desk and at every time. */
  readonly key: string;
  readonly rule: AlertRule;
  readonly cause: AlertCause;
}

/** What a rule makes of a cause. Short, however long the names of queues are. */
function keyOf({ name }: Pick<AlertRule, 'name'>, cause: AlertCause): string {
  const { group, kind, queue } = cause;
  const text = JSON.stringify([name, kind, queue ?? '', group ?? '']);
  return createHash('sha256').update(text).digest('hex').slice(0, KEY_CHARS);
}

/** What the rules mean of these causes. Of one kind, queue and group one is left. Pure. */
export function findAlerts(rules: readonly AlertRule[], causes: readonly Cause[]): Alert[] {
  const found = new Map<string, Alert>();
  for (const rule of rules) {
    for (const cause of causes) {
      if (!isMeant(rule, cause)) continue;
      const key = keyOf(rule, cause);
      if (!found.has(key)) found.set(key, { key, rule, cause });
    }
  }
  return [...found.values()];
}

function isMeant({ group, kinds, messages, queue }: AlertRule, cause: Cause): boolean {
  return (
    kinds.includes(cause.kind) &&
    (queue === undefined || queue === cause.queue) &&
    (group === undefined || group === cause.group) &&
    cause.messages >= messages
  );
}
