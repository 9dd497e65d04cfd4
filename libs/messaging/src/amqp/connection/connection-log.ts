import type { Logger } from '@nestjs/common';
import { redactUrls } from '@warren/platform';

/**
 * Logs when one connection is lost and when it is back. Of the primary connection of a process that is
 * one line each; failed attempts, and all lines of other connections, are at `debug`.
 */
export class ConnectionLog {
  /** Since when there is no connection. */
  private lostAt?: number;

  constructor(
    private readonly logger: Logger,
    private readonly options: { readonly role: string; readonly isPrimary?: boolean },
  ) {}

  /** @param reason an error, or words. URLs in it are redacted. */
  lost(url: string, reason: unknown): void {
    const isNews = this.options.isPrimary === true && this.lostAt === undefined;
    this.lostAt ??= Date.now();
    this.logger[isNews ? 'warn' : 'debug'](
      { broker: redactUrls(url), reason: redactUrls(describe(reason)) },
      `${this.options.role}: no connection to the broker; trying again`,
    );
  }

  connected(): void {
    const { lostAt } = this;
    this.lostAt = undefined;
    const seconds = lostAt === undefined ? '' : ((Date.now() - lostAt) / 1_000).toFixed(1);
    this.logger[this.options.isPrimary ? 'log' : 'debug'](
      `${this.options.role}: connected to the broker${seconds && ` again, after ${seconds} s`}`,
    );
  }
}

/** A refused connection has its reason in `errors`, one per address that was tried. */
function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
