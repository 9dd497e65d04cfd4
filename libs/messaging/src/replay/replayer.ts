import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { type Queue, type Topology, WarrenError } from '@warren/model';
import { waitFor } from '../async/wait-for';
import { mapOrdered } from '../async/map-ordered';
import type { Claims } from '../journal/claims';
import type { Journal } from '../journal/journal';
import { claimReplay, type ReplayClaim } from './claim-replay';
import { readRecords } from './read-records';
import type { ReplayOrder, ReplayStep, ReplayStop } from './replay-order';
import { ReplayPace } from './replay-pace';
import { ReplaySelection, type ReplayDecision, type SelectedEvent } from './replay-selection';
import type { ReplaySender, SendResult } from './replay-sender';
import { ReplayTally } from './replay-tally';

const DEFAULT_RATE = 1_000;
/** How many may wait for the broker at once; fewer when they are to go slowly. */
const MAX_AT_ONCE = 100;
const PROGRESS_EVERY_MS = 1_000;

interface Run {
  readonly order: ReplayOrder;
  readonly queue: Queue;
  readonly signal: AbortSignal;
  readonly tally: ReplayTally;
  /** Absent in a dry run. */
  readonly claim?: ReplayClaim;
}

interface Planned {
  readonly offset: number;
  readonly decision: ReplayDecision;
}

type Done = Planned & { readonly result?: SendResult };

/** Publishes past events again, to one queue. The journal is only read. */
export class Replayer implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Replayer.name);
  private readonly stopping = new AbortController();
  private readonly running = new Set<string>();

  constructor(
    private readonly journal: Pick<Journal, 'has' | 'read'>,
    private readonly sender: ReplaySender,
    private readonly topology: Topology,
    private readonly claims: Pick<Claims, 'take'>,
  ) {}

  /**
   * Begins with the first step that is asked for, and reads to what is the end then. It can be stopped
   * at any time and gone on with at the offset that its last step says: what is sent twice has the
   * same message id, which the queue's consumer absorbs.
   *
   * Without `force` nothing is sent that the queue is known to have processed.
   *
   * @throws WarrenError `invalid_request` when the topology has no such queue, or it is that of the
   * schedule, `replay_in_progress` when another replay to it runs in any
   * process, `refused` when the journal cannot be asked for that.
   */
  async *replay(order: ReplayOrder, signal: AbortSignal): AsyncGenerator<ReplayStep> {
    const { by, force = false, from, reason, run, to } = order;
    const queue = this.findQueue(to);
    if (this.running.has(to)) {
      throw new WarrenError('replay_in_progress', `a replay to '${to}' still runs here`);
    }
    this.running.add(to);
    let claim: ReplayClaim | undefined;
    // Also aborted when the caller asks for no further step.
    const over = new AbortController();
    const start = typeof from === 'object' && 'offset' in from ? from.offset : null;
    const tally = new ReplayTally(start);
    const signals = AbortSignal.any([signal, this.stopping.signal, over.signal]);
    // Each event that waits listens to it.
    setMaxListeners(0, signals);
    try {
      const onLost = (): void =>
        over.abort(
          new WarrenError('replay_in_progress', `another worker replays to '${to}' by now`),
        );
      if (!order.dryRun) claim = await claimReplay(this.claims, to, onLost);
      this.logger.log({ by, reason, queue: to, from, force, run }, 'replay begins');
      yield* this.run({ order, queue, tally, signal: signals, claim });
    } finally {
      over.abort();
      await claim?.release();
      this.running.delete(to);
      this.logger.log({ by, queue: to, run, ...tally.counts }, 'replay ended');
    }
  }

  /** Stops every replay; each ends with the offset to continue from. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private findQueue(to: string): Queue {
    const { queues, schedule } = this.topology;
    const queue = queues.find(({ name }) => name === to);
    if (!queue) throw new WarrenError('invalid_request', `the topology has no queue '${to}'`);
    if (to !== schedule.queue) return queue;
    // What is replayed is not for later: each would be a dead letter.
    throw new WarrenError('invalid_request', `'${to}' takes only events that are put off`);
  }

  private async *run(run: Run): AsyncGenerator<ReplayStep> {
    const { order, signal, tally } = run;
    let stopped: { stopped: ReplayStop; problem?: WarrenError } | undefined;
    let saidAt = -Infinity;
    try {
      for await (const { decision, offset, result } of this.work(run)) {
        if (result?.outcome === 'aborted') break;
        if (result?.outcome === 'not_accepted') {
          stopped = { stopped: 'not_accepted', problem: result.error };
          break;
        }
        tally.count(offset, result?.outcome ?? (decision === 'skipped' ? 'skipped' : 'passed'));
        if (result?.outcome === 'failed') {
          const { messageId } = (decision as SelectedEvent).record.delivery;
          yield { failure: { offset, messageId, error: result.error } };
        }
        if (performance.now() < saidAt + PROGRESS_EVERY_MS) continue;
        saidAt = performance.now();
        yield { progress: tally.counts };
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    if (signal.aborted) {
      const reason: unknown = signal.reason;
      stopped ??= {
        stopped: 'aborted',
        ...(reason instanceof WarrenError && { problem: reason }),
      };
    }
    const { dryRun, run: name } = order;
    yield { summary: { ...tally.counts, run: name, ...(dryRun && { dryRun }), ...stopped } };
  }

  /** Every record with what became of it, in order. */
  private work(run: Run): AsyncGenerator<Done> {
    const { claim, order, queue, signal } = run;
    const { dryRun: isDryRun = false, rate = DEFAULT_RATE } = order;
    const terms = { signal, isDryRun, isHeld: () => claim?.isHeld ?? false };
    const width = Math.min(MAX_AT_ONCE, Math.max(1, Math.floor(rate / 10)));
    return mapOrdered(this.plan(run), width, async (planned) => {
      const { decision } = planned;
      if (typeof decision === 'string') return planned;
      return { ...planned, result: await this.sender.send(decision, queue, terms) };
    });
  }

  private async *plan({ claim, order, signal, tally }: Run): AsyncGenerator<Planned> {
    const selection = new ReplaySelection(order, this.journal, this.topology);
    const pace = new ReplayPace(order.rate ?? DEFAULT_RATE);
    const records = readRecords(this.journal, order.from, signal, (count) =>
      tally.countUnreadable(count),
    );
    for await (const { offset, record } of records) {
      const decision = selection.decide(record);
      if (typeof decision !== 'string' && !order.dryRun) {
        const waitMs = pace.next(performance.now());
        if (waitMs > 0) await wait(waitMs, undefined, { signal });
        // This process was slow or cut off, and another one may replay to the queue by now.
        if (claim?.isHeld === false) await waitFor(() => claim.isHeld, signal);
      }
      yield { offset, decision };
    }
  }
}
