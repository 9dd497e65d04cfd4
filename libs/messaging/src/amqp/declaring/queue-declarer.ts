import { setTimeout as wait } from 'node:timers/promises';
import { NoBrokerAnswerError } from '../../async/with-timeout';
import { settleWithin } from '../../async/settle-within';
import type { SideConnection } from '../connection/side-connection';
import { UnavailableQueues } from '../connection/unavailable-queues';
import type { MessagingConfig } from '../connection/messaging.config';
import { bringQueue } from './declare-plan';
import { TopologyMismatchError } from './topology-mismatch.error';
import type { QueuePlan, TopologyPlan } from '../../topology/topology-plan';

/** After that the broker has not answered. */
const QUEUE_WITHIN_MS = 2_000;
/** One that was there before is not waited for long: it worked until now. */
const KNOWN_QUEUE_WITHIN_MS = 500;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 5_000;
/** What is not answered by then is asked again, on another connection. */
const ASKED_AGAIN_AFTER_MS = 30_000;

/**
 * RabbitMQ's words for a queue that does not exist; one whose node is down is 404 in other words.
 */
const NO_QUEUE = /NOT_FOUND - no queue '/;

/**
 * Declares queues, each by itself. One that the broker refuses, or of which it says nothing for two
 * seconds, is unavailable, and is tried again until it is there: every half second at first, every five
 * later.
 */
export class QueueDeclarer {
  readonly unavailable = new UnavailableQueues('declared');
  /** How those that exist with other properties differ, until they are as declared. */
  readonly mismatched = new Map<string, string>();
  private readonly known = new Set<string>();
  /** What the broker has not answered yet: nothing is asked twice meanwhile. */
  private readonly asked = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private isRetrying = false;

  /**
   * @param endsProcess called when a queue exists with other properties; returns whether the process
   * ends for it. Where it does not, that queue is unavailable.
   */
  constructor(
    private readonly plan: TopologyPlan,
    private readonly connection: Pick<SideConnection, 'drop' | 'faultOf' | 'open'>,
    private readonly config: Pick<MessagingConfig, 'topologyMode'>,
    private readonly endsProcess: (error: TopologyMismatchError) => boolean,
  ) {}

  /**
   * Resolves when it is there, is known to be unavailable, or was waited for long enough.
   *
   * @throws TopologyMismatchError; Error when the connection is lost.
   */
  async bring(queue: QueuePlan, mostMs = QUEUE_WITHIN_MS): Promise<void> {
    const { name } = queue;
    const patienceMs = this.known.has(name) ? KNOWN_QUEUE_WITHIN_MS : QUEUE_WITHIN_MS;
    const asking = this.asked.get(name) ?? this.ask(queue);
    if (!(await settleWithin(asking, Math.min(patienceMs, mostMs)))) return;
    await asking.catch((error: unknown) => {
      if (this.unavailable.get(name) === undefined) throw error;
    });
  }

  /**
   * Resolves when it is there, within two seconds.
   *
   * @throws Error that says why it is unavailable; as `bring`.
   */
  async need(queue: QueuePlan): Promise<void> {
    const asking = this.asked.get(queue.name) ?? this.ask(queue);
    if (await settleWithin(asking, QUEUE_WITHIN_MS)) await asking;
    else throw new NoBrokerAnswerError(QUEUE_WITHIN_MS);
  }

  /** Those unavailable ones that somebody else must declare: the broker has no such queue. */
  get absent(): readonly string[] {
    if (this.config.topologyMode === 'declare') return [];
    return this.unavailable.names.filter((name) => NO_QUEUE.test(this.unavailable.get(name) ?? ''));
  }

  /** Asks for every queue again, and no longer cares for what was asked before: the node is another. */
  forgetAsked(): void {
    this.asked.clear();
  }

  /** Tries none again. */
  stop(): void {
    this.stopping.abort();
  }

  private ask(queue: QueuePlan): Promise<void> {
    const { name } = queue;
    const late = new NoBrokerAnswerError(QUEUE_WITHIN_MS);
    const isCurrent = (): boolean => this.asked.get(name) === asking;
    const timer = setTimeout(() => {
      if (isCurrent()) this.miss(name, late.message);
    }, QUEUE_WITHIN_MS);
    const unanswered = setTimeout(() => {
      if (isCurrent()) this.giveUp(name);
    }, ASKED_AGAIN_AFTER_MS).unref();
    const asking = this.declare(queue, isCurrent)
      .then(() => {
        this.known.add(name);
        this.unavailable.remove(name);
        this.mismatched.delete(name);
      })
      .finally(() => {
        clearTimeout(timer);
        clearTimeout(unanswered);
        if (isCurrent()) this.asked.delete(name);
      });
    this.asked.set(name, asking);
    // A caller that waits sees the rejection; without one it must not count as unhandled.
    asking.catch(() => undefined);
    return asking;
  }

  /** The broker may have forgotten the request, or the connection: it would never be answered. */
  private giveUp(name: string): void {
    this.asked.delete(name);
    this.connection.drop();
  }

  private async declare(queue: QueuePlan, isCurrent: () => boolean): Promise<void> {
    const connection = await this.connection.open();
    try {
      await bringQueue(connection, queue, this.plan.bindings, this.config.topologyMode);
    } catch (error) {
      const reason = this.blames(queue.name, error) ?? this.connection.faultOf(connection)?.message;
      if (reason !== undefined && isCurrent()) this.miss(queue.name, reason);
      throw error;
    }
  }

  /**
   * Why this queue is to blame, if it is. When the broker closes the whole connection it does not say
   * which of the queues is; that shows later.
   */
  private blames(queue: string, error: unknown): string | undefined {
    if (error instanceof TopologyMismatchError) {
      if (this.endsProcess(error)) return undefined;
      this.mismatched.set(queue, error.message);
      return error.message;
    }
    return isRefusal(error) ? error.message : undefined;
  }

  private miss(name: string, reason: string): void {
    this.unavailable.add(name, reason);
    if (!this.isRetrying) void this.retry();
  }

  /** One after another, so that one for which the broker closes the connection costs no other. */
  private async retry(): Promise<void> {
    const { signal } = this.stopping;
    this.isRetrying = true;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      for (const queue of this.missing) {
        if (!signal.aborted) await this.bring(queue).catch(() => undefined);
      }
      if (signal.aborted || this.missing.length === 0) break;
    }
    this.isRetrying = false;
  }

  private get missing(): readonly QueuePlan[] {
    return this.plan.queues.filter(({ name }) => this.unavailable.get(name) !== undefined);
  }
}

/** The broker closes a channel with such a code, and says which queue it is about. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'number';
}
