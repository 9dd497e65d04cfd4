import type { OperatedRecord, Projection } from '@warren/messaging';
import type { AlertKnown } from './alert-states';
import type { AlertCause } from './find-alerts';

/** Alerts of which the last state is known, and what was sent that is listed. */
const CAPACITY = { keys: 1_000, log: 500 };
const ACTION = /^alert-(raised|over)$/;
/** `rule | kind | group | title`. */
const WHY = /^([^|]*) \| ([^|]*) \| ([^|]*) \| (.*)$/s;
const MAX_CHARS = 1_024;

/** An alert that was sent, as the journal has it. */
export interface SentAlert {
  readonly key: string;
  readonly state: 'raised' | 'over';
  readonly at: Date;
  readonly rule: string;
  readonly cause: AlertCause;
  /** Which desk sent it, and what its webhooks answered. */
  readonly desk: string;
  readonly result: string;
}

/** What a desk writes into the journal of an alert that it sent. */
export function toAlertRecord(sent: SentAlert): OperatedRecord {
  const { at, cause, desk, key, result, rule, state } = sent;
  const { group = '', kind, queue = '', title } = cause;
  const why = `${rule} | ${kind} | ${group} | ${title}`.slice(0, MAX_CHARS);
  const about = { operationId: `${key}-${at.getTime()}`, target: queue, why, result };
  return { kind: 'operated', action: `alert-${state}`, ...about, at, by: 'desk', from: desk };
}

/**
 * The alerts that desks sent, from the journal: so that no desk sends what another one has sent, also after
 * a restart. Of 1,000 alerts the last state is known, and the newest 500 that were sent: about 1 MB.
 */
export class AlertLogProjection implements Projection {
  private readonly states = new Map<string, SentAlert & AlertKnown>();
  private log: SentAlert[] = [];

  apply(): void {
    // Records of messages say nothing of alerts.
  }

  applyOperated(record: OperatedRecord): void {
    const sent = readAlert(record);
    if (sent === undefined || record.againAt) return;
    const raisedMs =
      sent.state === 'raised'
        ? Math.min(sent.at.getTime(), Date.now())
        : this.states.get(sent.key)?.raisedMs;
    this.states.delete(sent.key);
    this.states.set(sent.key, { ...sent, isRaised: sent.state === 'raised', raisedMs });
    const [oldest] = this.states.keys();
    if (oldest !== undefined && this.states.size > CAPACITY.keys) this.states.delete(oldest);
    this.log.push(sent);
    if (this.log.length >= 2 * CAPACITY.log) this.log = this.log.slice(-CAPACITY.log);
  }

  get(key: string): AlertKnown | undefined {
    return this.states.get(key);
  }

  /** Those that are raised, the oldest first. */
  raised(): SentAlert[] {
    return [...this.states.values()].filter(({ isRaised }) => isRaised);
  }

  /** What was sent, the newest first. */
  newest(count: number): SentAlert[] {
    return this.log.slice(-Math.min(count, CAPACITY.log)).reverse();
  }
}

function readAlert(record: OperatedRecord): SentAlert | undefined {
  const { action, at, from: desk, operationId = '', result = '', target, why = '' } = record;
  const state = ACTION.exec(action)?.[1] as SentAlert['state'] | undefined;
  const [, rule, kind, group, title] = WHY.exec(why.slice(0, MAX_CHARS)) ?? [];
  const key = operationId.split('-')[0];
  if (!state || !key || rule === undefined || title === undefined) return undefined;
  const cause = {
    ...{ kind: kind as AlertCause['kind'], title, messages: 0 },
    ...(target !== '' && { queue: target }),
    ...(group && { group }),
  };
  return { key, state, at, rule, cause, desk, result: result.slice(0, MAX_CHARS) };
}
