import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { CheckResult, Readiness } from '@warren/platform';
import { ManagementRefusalError } from '../ask-management';
import type { TopologyPlan } from '../../topology/topology-plan';
import { findPolicyFaults } from './find-policy-faults';
import type { Policy } from './policy';

const EVERY_MS = 750;
/** A broker that answers late is asked less often: asking takes at most a quarter of the time. */
const REST_FACTOR = 3;
/** Without its management API a broker that runs is worth a warning; one that stops has its own line. */
const UNREADABLE_FOR_MS = 30_000;
/** A broker that refuses, for instance a user without the tag, is asked every 30 seconds: it logs each refusal. */
const REFUSED_FACTOR = 40;

/**
 * Looks at the broker's policies about once a second, and names those that can lose messages of the
 * planned queues: in the log when that changes, and in readiness, which stays green. Where they cannot
 * be read, that is said once while the broker is there: at once if it never worked or is refused, else
 * after 30 seconds.
 */
export class PolicyWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(PolicyWatch.name);
  private readonly stopping = new AbortController();
  private faults = 'not known yet';
  private unknown?: string;
  private isRefused = false;
  private readAt?: number;
  private isWarned = false;

  /** @param read undefined: there is nothing that could be asked. */
  constructor(
    private readonly plan: TopologyPlan,
    private readonly read: (() => Promise<readonly Policy[]>) | undefined,
    private readonly readiness: Readiness,
    private readonly everyMs: number = EVERY_MS,
  ) {}

  /** Begins to look; does not wait. */
  onApplicationBootstrap(): void {
    const { read } = this;
    if (read === undefined) {
      const words =
        'the management API has no address here: policies on the broker are not looked at';
      return this.logger.log(words);
    }
    this.readiness.register('policies', () => this.check());
    void this.keepLooking(read);
  }

  onApplicationShutdown(): void {
    this.stopping.abort();
  }

  private check(): CheckResult {
    return { ok: true, detail: this.unknown ?? this.faults };
  }

  private async keepLooking(read: () => Promise<readonly Policy[]>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const since = performance.now();
      await this.look(read);
      const everyMs = this.isRefused ? REFUSED_FACTOR * this.everyMs : this.everyMs;
      const pauseMs = Math.max(everyMs, REST_FACTOR * (performance.now() - since));
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(read: () => Promise<readonly Policy[]>): Promise<void> {
    try {
      this.note(findPolicyFaults(this.plan, await read()));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.unknown = `not known: ${reason}`;
      this.isRefused = error instanceof ManagementRefusalError;
      if (!this.isWorthWarning()) return;
      this.isWarned = true;
      this.logger.warn(`policies on the broker cannot be looked at: ${reason}`);
    }
  }

  private isWorthWarning(): boolean {
    const { isRefused, isWarned, readAt = -Infinity, readiness, stopping } = this;
    if (isWarned || stopping.signal.aborted) return false;
    if (readiness.report().checks['broker']?.ok === false) return false;
    return isRefused || performance.now() - readAt > UNREADABLE_FOR_MS;
  }

  private note(faults: readonly string[]): void {
    this.unknown = undefined;
    this.isRefused = false;
    this.isWarned = false;
    this.readAt = performance.now();
    const before = this.faults;
    this.faults = faults.length === 0 ? 'harmless' : `degraded: ${faults.join('; ')}`;
    if (this.faults === before) return;
    if (faults.length > 0) this.logger.warn(`messages can be lost: ${faults.join('; ')}`);
    else if (before.startsWith('degraded')) this.logger.log('policies on the broker are harmless');
  }
}
