import { setTimeout as wait } from 'node:timers/promises';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Journal } from '@warren/messaging';
import type { NowService } from '../now/now.service';
import type { AlertLogProjection } from './alert-log.projection';
import type { AlertSender } from './alert-sender';
import type { AlertSettings } from './alert-settings';
import { AlertStates } from './alert-states';
import { findAlerts } from './find-alerts';

const LOOK_EVERY_MS = 5_000;
/** Sent after one look; the rest after the next. */
const MAX_CHANGES = 10;

/** Looks every five seconds what `GET /now` says, and has sent what the rules make of it. */
export class AlertWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(AlertWatch.name);
  private readonly stopping = new AbortController();
  private readonly states: AlertStates;

  constructor(
    private readonly settings: AlertSettings,
    private readonly now: Pick<NowService, 'look'>,
    private readonly sender: Pick<AlertSender, 'of' | 'send'>,
    private readonly log: Pick<AlertLogProjection, 'raised'>,
    private readonly journal: Pick<Journal, 'ready'>,
  ) {
    this.states = new AlertStates(settings.coolDownSeconds * 1_000);
  }

  /** Begins when the journal is read: before, it is not known what was sent. */
  onApplicationBootstrap(): void {
    if (this.settings.rules.length > 0) void this.run();
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  /** Looks once. @param nowMs milliseconds of any clock that is the same in each look and record. */
  async look(nowMs: number): Promise<void> {
    const { causes } = await this.now.look();
    for (const { cause, key, rule: name } of this.log.raised()) {
      const rule = this.settings.rules.find((each) => each.name === name);
      if (rule) this.states.expect({ key, rule, cause }, nowMs);
    }
    const alerts = findAlerts(this.settings.rules, causes);
    const changes = this.states.step(alerts, (key) => this.sender.of(key), nowMs);
    for (const change of changes.slice(0, MAX_CHANGES)) {
      await this.sender.send(change, this.stopping.signal);
    }
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    await this.journal.ready('first').catch(() => undefined);
    while (!signal.aborted) {
      await this.look(Date.now()).catch((error: unknown) => {
        this.logger.warn({ err: error }, 'it could not be looked for alerts');
      });
      await wait(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}
