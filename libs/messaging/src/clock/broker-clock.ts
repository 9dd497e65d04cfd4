import { setTimeout as wait } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Readiness, type CheckResult } from '@warren/platform';
import type { BrokerTime } from '../amqp/asking/ask-time';
import { settleWithin } from '../async/settle-within';
import { ConfirmPublisher } from '../amqp/confirms/confirm-publisher';

const ASK_EVERY_MS = 60_000;
const TRY_AGAIN_AFTER_MS = 1_000;
/** By how much two clocks may differ; NTP keeps them within a second. */
const TOLERANCE_MS = 30_000;
/** The broker gives whole seconds: on average it is half a second later. */
const HALF_A_SECOND = 500;
/** Nothing waits longer for the broker's first answer: it may not allow the question. */
const FIRST_WITHIN_MS = 5_000;

/**
 * Compares this process's clock with the broker's, every minute, and says in the log and in readiness
 * when they differ by more than 30 s. What acts by time asks here for it: it may then go by neither
 * clock alone, since it is unknown which of the two is wrong.
 */
@Injectable()
export class BrokerClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(BrokerClock.name);
  private readonly stopping = new AbortController();
  /** The broker's time when `performance.now()` was 0: a clock that is set here does not change it. */
  private brokerOrigin?: number;
  private wasSkewed = false;
  private isTried = false;
  private resolveTried: () => void = () => undefined;
  private readonly tried = new Promise<void>((resolve) => (this.resolveTried = resolve));

  constructor(
    @Inject(ConfirmPublisher)
    private readonly publisher: Pick<ConfirmPublisher, 'askTime' | 'isBlocked' | 'isConnected'>,
    readiness: Readiness,
  ) {
    readiness.register('clock', () => this.check());
  }

  /** Begins to ask as soon as the broker is there, without waiting for it. */
  onApplicationBootstrap(): void {
    // It ends with the app.
    void this.run().catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
    this.hasTried();
  }

  /** Resolves when the broker was asked for the first time, or after five seconds. */
  async untilTried(): Promise<void> {
    if (this.isTried) return;
    await settleWithin(this.tried, FIRST_WITHIN_MS);
  }

  /** Whether the two clocks differ by more than 30 s. */
  get isSkewed(): boolean {
    return Math.abs(this.skewMs ?? 0) > TOLERANCE_MS;
  }

  /** The earlier of both clocks where they differ: what is due then is due by both. */
  now(): number {
    const now = Date.now();
    return this.isSkewed ? now - Math.max(0, this.skewMs ?? 0) : now;
  }

  /** By how much this clock is ahead of the broker's, to about a second; undefined: not known. */
  private get skewMs(): number | undefined {
    if (this.brokerOrigin === undefined) return undefined;
    return Date.now() - (this.brokerOrigin + performance.now());
  }

  private hasTried(): void {
    this.isTried = true;
    this.resolveTried();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const answer = await this.ask();
      if (answer) this.brokerOrigin = originOf(answer);
      if (answer || this.publisher.isConnected) this.hasTried();
      this.logSkew();
      const pauseMs = answer || this.publisher.isConnected ? ASK_EVERY_MS : TRY_AGAIN_AFTER_MS;
      await wait(pauseMs, undefined, { signal, ref: false });
    }
  }

  private async ask(): Promise<BrokerTime | undefined> {
    const { publisher } = this;
    if (!publisher.isConnected || publisher.isBlocked) return undefined;
    return publisher.askTime();
  }

  private logSkew(): void {
    const { isSkewed } = this;
    if (isSkewed && !this.wasSkewed) this.logger.error(this.check().detail);
    if (!isSkewed && this.wasSkewed) this.logger.log('this clock agrees with the broker again');
    this.wasSkewed = isSkewed;
  }

  private check(): CheckResult {
    const { skewMs } = this;
    if (skewMs === undefined) return { ok: true, detail: 'not compared with the broker yet' };
    if (!this.isSkewed) return { ok: true, detail: "agrees with the broker's" };
    const seconds = Math.round(Math.abs(skewMs) / 1_000);
    const side = skewMs > 0 ? 'ahead of' : 'behind';
    return {
      ok: true,
      detail:
        `this clock is ${seconds} s ${side} the broker's: scheduled deliveries wait until both clocks ` +
        'say that they are due, and commands count their time from their arrival; set the clock that is wrong',
    };
  }
}

function originOf({ answeredAt, askedAt, time }: BrokerTime): number {
  return time + HALF_A_SECOND - (askedAt + answeredAt) / 2;
}
