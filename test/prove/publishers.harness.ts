import { setTimeout as wait } from 'node:timers/promises';
import { post } from '@warren/testing';
import { planEvent, type PlannedEvent } from './plan-event';
import type { Attempt } from './record';

const LANES = 6;
const PAUSE_MS = 25;
/** The least pause of a client after a 503. */
const RETRY_PAUSE_MS = 250;
/** A patient publisher gives up so long after the end, when something must be wrong. */
const PATIENCE_MS = 120_000;

/** In place of a status. */
const NO_ANSWER = -1;

const OUTCOMES: Readonly<Record<number, Attempt['outcome']>> = {
  202: 'ok',
  422: 'fail',
  503: 'fail',
  504: 'unknown',
};

/** Clients of the gateways: a repeat goes to another one than the request before. Each event has an idempotency key of its own; a repeat uses it again. */
export class Publishers {
  readonly events = new Map<string, PlannedEvent>();
  readonly attempts: Attempt[] = [];
  private readonly lanes: Promise<unknown>;
  private readonly extra: Promise<void>[] = [];
  private next = 0;
  private overAt?: number;

  constructor(
    /** Of the gateways, as they are now. */
    private readonly urls: readonly string[],
    private readonly seed: number,
  ) {
    this.lanes = Promise.all(Array.from({ length: LANES }, () => this.run()));
    // `stop` reports it; until then a failure must not end the process.
    this.lanes.catch(() => undefined);
  }

  /** One event beside those of the plan. */
  add(event: PlannedEvent): void {
    const publishing = this.publish(event);
    publishing.catch(() => undefined);
    this.extra.push(publishing);
  }

  /** Begins no other event and resolves when those under way have an answer. */
  async stop(): Promise<void> {
    this.overAt = Date.now();
    await this.lanes;
    await Promise.all(this.extra);
  }

  private async run(): Promise<void> {
    for (; this.overAt === undefined; await wait(PAUSE_MS)) {
      await this.publish(planEvent(this.seed, this.next++));
    }
  }

  private async publish(event: PlannedEvent): Promise<void> {
    this.events.set(event.id, event);
    const turn = this.events.size;
    for (let tried = 0; ; tried += 1) {
      const url = this.urls[(turn + tried) % this.urls.length] ?? '';
      const attempt = await this.send(event, url);
      this.attempts.push(attempt);
      const isDone = attempt.outcome === 'ok' || attempt.status === 422;
      if (isDone || !event.isPatient || this.hasGivenUp()) return;
      await wait(RETRY_PAUSE_MS);
    }
  }

  private hasGivenUp(): boolean {
    return this.overAt !== undefined && Date.now() > this.overAt + PATIENCE_MS;
  }

  private async send({ body, id, path }: PlannedEvent, url: string): Promise<Attempt> {
    const at = Date.now();
    const key = { 'idempotency-key': `prove-${id}` };
    const answer = await post(`${url}${path}`, body, 'application/json', key).catch(causeOf);
    if (typeof answer === 'string') {
      // A gateway that was killed: it took nothing, or what it did with it is not known.
      const outcome = answer === 'ECONNREFUSED' ? 'fail' : 'unknown';
      return { id, outcome, status: NO_ANSWER, at, answeredAt: Date.now() };
    }
    const { messageId } = answer.body;
    const outcome = OUTCOMES[answer.status];
    if (outcome === undefined || typeof messageId !== 'string') {
      throw new Error(`${id} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
    return { id, messageId, outcome, status: answer.status, at, answeredAt: Date.now() };
  }
}

/** The code of the network's error, for a request without an answer. */
function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return String(cause?.code);
}
