import { hostname } from 'node:os';
import { Logger } from '@nestjs/common';
import type { Claim, Claims, Journal } from '@warren/messaging';
import type { CauseKind } from '../now/cause';
import { toAlertRecord, type AlertLogProjection } from './alert-log.projection';
import type { Webhook } from './alert-settings';
import type { AlertChange, AlertKnown } from './alert-states';
import { sendWebhook, type AlertMessage } from './send-webhook';

/** What keeps a desk from asking the journal whether another one has sent it: then each sends it once. */
const ALONE: ReadonlySet<CauseKind> = new Set([
  ...(['broker-unreachable', 'broker-blocked', 'queues-unknown', 'journal-not-followed'] as const),
]);

/**
 * Sends alerts, each once over all desks: who holds its claim sends it and records it, and the others
 * read that. A desk that is killed between the two makes another one send it again.
 */
export class AlertSender {
  private readonly logger = new Logger(AlertSender.name);
  private readonly desk = `${hostname()}:${process.pid}`;
  /** What this desk sent without the journal. */
  private readonly alone = new Map<string, AlertKnown>();

  constructor(
    private readonly webhooks: readonly Webhook[],
    private readonly claims: Pick<Claims, 'take'>,
    private readonly log: Pick<AlertLogProjection, 'get'>,
    private readonly journal: Pick<Journal, 'append'>,
  ) {}

  /** What is known of an alert. */
  of(key: string): AlertKnown | undefined {
    return this.alone.get(key) ?? this.log.get(key);
  }

  /** Never rejects; what was not sent is tried again by the next look. */
  async send(change: AlertChange, signal: AbortSignal): Promise<void> {
    const { alert, state } = change;
    if (this.alone.has(alert.key)) return this.sendAlone(change, signal);
    let claim: Claim | undefined;
    try {
      claim = await this.claims.take(alert.key);
    } catch {
      if (ALONE.has(alert.cause.kind)) await this.sendAlone(change, signal);
      return;
    }
    if (!claim) return;
    // All that stands before the claim in the journal is read here by now.
    const isRaised = this.log.get(alert.key)?.isRaised ?? false;
    if (isRaised !== (state === 'raised')) await this.sendAndRecord(change, signal);
    await claim.release();
  }

  private async sendAndRecord(change: AlertChange, signal: AbortSignal): Promise<void> {
    const at = new Date();
    const result = await this.tell(change, at, signal);
    const { cause, key, rule } = change.alert;
    const sent = { key, state: change.state, at, rule: rule.name, cause, desk: this.desk, result };
    await this.journal.append(toAlertRecord(sent)).catch(() => {
      this.logger.warn(
        'an alert was sent, and the journal did not take that: it may be sent again',
      );
    });
  }

  private async sendAlone({ alert, state }: AlertChange, signal: AbortSignal): Promise<void> {
    const at = new Date();
    if (state === 'over') this.alone.delete(alert.key);
    else this.alone.set(alert.key, { isRaised: true, raisedMs: at.getTime() });
    await this.tell({ alert, state }, at, signal);
  }

  /** All at once, in less time than a claim is safe for. @returns what came of it, by name. */
  private async tell(
    { alert: { cause, rule }, state }: AlertChange,
    at: Date,
    signal: AbortSignal,
  ): Promise<string> {
    const { group, kind, messages, queue, sinceMs, title } = cause;
    const message: AlertMessage = {
      ...{ state, rule: rule.name, kind, title, queue, group, messages },
      ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
      ...{ at: at.toISOString(), desk: this.desk },
    };
    const results = this.webhooks.map(async (webhook) => {
      const result = await sendWebhook(webhook, message, signal);
      if (result !== 'sent') this.logger.warn(`the webhook '${webhook.name}' ${result}`);
      return `${webhook.name}: ${result}`;
    });
    return (await Promise.all(results)).join('; ');
  }
}
