import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { type EventDto, type Topology, WarrenError } from '@warren/model';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import { TOPOLOGY } from '../../topology/topology.token';
import { CanaryWatch, type CanaryVerdict } from './canary-watch';
import type { DeadLetter } from '../list/dead-letter';
import { DeadLetters } from '../list/dead-letters';
import { editEvent } from './edit-event';
import {
  checkOrder,
  type RedriveOrder,
  type RedriveResult,
  type RedriveStep,
  type RedriveStop,
  type RedriveTerms,
} from './redrive-order';
import { RedriveSender } from './redrive-sender';
import { RedriveTally } from './redrive-tally';
import { pace, mapOrdered } from '../../async/map-ordered';

/** How many wait for the broker at once, without a rate. */
const WIDTH = 100;
const CANARY_WAIT_MS = 30_000;

const STOPS: Readonly<Record<CanaryVerdict, RedriveStop | undefined>> = {
  processed: undefined,
  failed: 'canary_failed',
  too_late: 'canary_too_late',
  stopped: 'aborted',
};

interface Run {
  readonly order: RedriveOrder;
  readonly terms: RedriveTerms;
  readonly letters: IterableIterator<DeadLetter | string>;
  readonly tally: RedriveTally;
  readonly signal: AbortSignal;
}

/**
 * Sends dead letters to their queues again: with their id, as if for the first time. Each is sent once
 * however often and of however many processes it is asked (I8, I17). When a process dies between sending
 * and recording, the next redrive sends it again as the same message, which its queue knows.
 */
@Injectable()
export class Redriver implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();

  constructor(
    private readonly letters: DeadLetters,
    private readonly sender: RedriveSender,
    private readonly canaries: CanaryWatch,
    @Inject(TOPOLOGY) private readonly topology: Topology,
    private readonly config: MessagingConfig,
  ) {}

  /**
   * Begins with the first step that is asked for: a result for each dead letter, at most 10,000, and at
   * the end a summary. When the signal is aborted nothing more is begun; what is on its way is recorded.
   *
   * @throws WarrenError `invalid_request` when a payload is given for other than one id, or the event
   * with it is not valid, or as `checkOrder`; `not_found` when there is no such dead letter.
   */
  async redrive(order: RedriveOrder, signal: AbortSignal): Promise<AsyncIterable<RedriveStep>> {
    checkOrder(order);
    const { by, dryRun, payload, reason } = order;
    const edited = payload && (await this.edit(order, payload));
    const { left, letters } = await this.letters.select(order.selection, signal);
    return this.run({
      order,
      terms: { by, reason, dryRun, edited },
      letters: letters.values(),
      tally: new RedriveTally(letters.length + left),
      signal: AbortSignal.any([signal, this.stopping.signal]),
    });
  }

  /** Begins no more, and waits for what is on its way as DRAIN_TIMEOUT_MS says. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.sender.stop(this.config.drainTimeoutMs);
  }

  private async *run(run: Run): AsyncGenerator<RedriveStep> {
    const { letters, order, signal, tally, terms } = run;
    let stopped: RedriveStop | undefined;
    if (order.canary && !order.dryRun) stopped = yield* this.sendCanary(run);
    if (stopped === undefined) {
      const paced = pace(letters, order.rate, signal);
      const width = order.rate === undefined ? WIDTH : 1;
      const results = mapOrdered(paced, width, async (letter) => {
        // Many that are skipped, or only looked at, wait for nothing else.
        await this.letters.turn();
        return this.sender.send(letter, terms);
      });
      for await (const result of results) yield tally.count(result);
      if (signal.aborted && tally.left > 0) stopped = 'aborted';
    }
    yield { summary: tally.summary(order.dryRun === true, stopped) };
  }

  /** Sends the first that is still open, and waits for what becomes of it. */
  private async *sendCanary({
    letters,
    order,
    signal,
    tally,
    terms,
  }: Run): AsyncGenerator<RedriveResult, RedriveStop | undefined> {
    for (const letter of letters) {
      if (signal.aborted) return 'aborted';
      const over = new AbortController();
      // Its time is counted from here on.
      await this.letters.turn();
      const verdict =
        typeof letter === 'string'
          ? undefined
          : this.canaries.watch(
              letter,
              order.canaryWaitMs ?? CANARY_WAIT_MS,
              AbortSignal.any([signal, over.signal]),
            );
      const result = await this.sender.send(letter, terms);
      if (result.outcome !== 'redriven') over.abort();
      yield tally.count(result);
      if (result.outcome === 'failed') return 'canary_failed';
      if (result.outcome === 'redriven' && verdict) return STOPS[await verdict];
    }
    return undefined;
  }

  private async edit(
    { selection }: RedriveOrder,
    payload: Record<string, unknown>,
  ): Promise<EventDto> {
    const [id, ...others] = 'ids' in selection ? selection.ids : [];
    if (id === undefined || others.length > 0) {
      throw new WarrenError('invalid_request', 'a payload can be given for exactly one id');
    }
    const letter = this.letters.get(id);
    if (!letter) throw new WarrenError('not_found', 'no dead letter with this id is kept here');
    const { queue } = letter.record;
    const declared = this.topology.queues.find(({ name }) => name === queue);
    if (!declared) throw new WarrenError('invalid_request', `the topology has no queue '${queue}'`);
    return editEvent(letter, payload, declared);
  }
}
