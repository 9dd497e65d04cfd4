import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** What a check found. `detail` says in words what is missing, or what is there. */
export interface CheckResult {
  readonly ok: boolean;
  readonly detail: string;
}

/** Every check by name, and whether all of them are well. */
export interface ReadinessReport {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
}

/**
 * Whether this process should get traffic. Each part registers what it needs; `report()` asks all.
 * A check must answer at once from what it knows: it may not wait for anything.
 */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private readonly checks = new Map<string, () => CheckResult>();
  private stopping = false;

  /** Adds a check, or replaces the one of the same name. */
  register(name: string, check: () => CheckResult): void {
    this.checks.set(name, check);
  }

  /** From now on the process is not ready, also when all checks pass: it is about to stop. */
  stop(): void {
    this.stopping = true;
  }

  /** Nest calls it first when the application closes. */
  onModuleDestroy(): void {
    this.stop();
  }

  report(): ReadinessReport {
    const results = [...this.checks].map(([name, check]) => [name, check()] as const);
    if (this.stopping) results.push(['process', { ok: false, detail: 'stopping' }]);
    return { ready: results.every(([, { ok }]) => ok), checks: Object.fromEntries(results) };
  }
}
