import type { Alert } from './find-alerts';

/** Alerts of which one desk keeps in mind for how long they are so. */
const MAX_KNOWN = 1_000;

/** What is known of an alert from the journal. */
export interface AlertKnown {
  readonly isRaised: boolean;
  /** When it was raised last, in milliseconds since 1970. */
  readonly raisedMs?: number;
}

/** Something to be sent. */
export interface AlertChange {
  readonly state: 'raised' | 'over';
  readonly alert: Alert;
}

interface Seen {
  alert: Alert;
  isThere: boolean;
  /** Since when it is so without a break. */
  sinceMs: number;
}

/**
 * Decides when an alert is raised and when it is over: only when it was so for as long as its rule says,
 * and not again within the cool-down. What was raised is known from the journal, so that a desk that has
 * just started, or another one, raises it no second time.
 */
export class AlertStates {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly coolDownMs: number) {}

  /** @param of what the journal says of an alert. */
  step(
    alerts: readonly Alert[],
    of: (key: string) => AlertKnown | undefined,
    nowMs: number,
  ): AlertChange[] {
    const there = new Set(alerts.map(({ key }) => key));
    for (const alert of alerts) this.note(alert, true, nowMs);
    for (const { alert } of [...this.seen.values()]) {
      if (!there.has(alert.key)) this.note(alert, false, nowMs);
    }
    return [...this.seen.values()].flatMap((each) => this.judge(each, of, nowMs) ?? []);
  }

  /** One that the journal has as raised, and that may be over since this desk started. */
  expect(alert: Alert, nowMs: number): void {
    if (!this.seen.has(alert.key)) this.note(alert, false, nowMs);
  }

  private note(alert: Alert, isThere: boolean, nowMs: number): void {
    const seen = this.seen.get(alert.key);
    if (!seen) {
      if (this.seen.size < MAX_KNOWN) this.seen.set(alert.key, { alert, isThere, sinceMs: nowMs });
      return;
    }
    if (isThere) seen.alert = alert;
    if (seen.isThere !== isThere) [seen.isThere, seen.sinceMs] = [isThere, nowMs];
  }

  private judge(
    { alert, isThere, sinceMs }: Seen,
    of: (key: string) => AlertKnown | undefined,
    nowMs: number,
  ): AlertChange | undefined {
    const { isRaised = false, raisedMs = -Infinity } = of(alert.key) ?? {};
    const { clearSeconds, forSeconds } = alert.rule;
    if (isThere) {
      const isDue = nowMs - sinceMs >= forSeconds * 1_000 && nowMs - raisedMs >= this.coolDownMs;
      return !isRaised && isDue ? { state: 'raised', alert } : undefined;
    }
    const isOver = nowMs - sinceMs >= clearSeconds * 1_000;
    if (isOver && !isRaised) this.seen.delete(alert.key);
    return isOver && isRaised ? { state: 'over', alert } : undefined;
  }
}
