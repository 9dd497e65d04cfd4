import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  renewClaim,
  type Claims,
  type Journal,
  type OperationRecord,
  type OperationResult,
} from '@warren/messaging';
import { toAuditResult } from './audit-operation';
import type { Acted } from './act-on-member';
import type { Operation } from './operation';
import { OperationRun, type NextStep } from './operation-run';
import type { OperationsProjection } from './operations.projection';

/** How often a desk looks for operations that no desk runs. */
const LOOK_EVERY_MS = 1_000;
/** Results that have no record of their own are written in this number at once, or twice a second. */
const MAX_RESULTS = 500;

/** A desk that has not read what it wrote by then writes it again, which changes nothing. */
const READ_WITHIN_MS = 5_000;
const WRITE_EVERY_MS = 500;
const NOT_HELD: NextStep = { do: 'wait', ms: LOOK_EVERY_MS };

type LastStep = Exclude<NextStep, { readonly do: 'act' | 'wait' }>;

/** Acts on one member. Never rejects. */
export interface ActsOnMember {
  act(operation: Operation, id: string): Promise<Acted>;
}

/**
 * Runs the operations of the journal. Of several desks one runs each: the one whose claim holds (I17). When it
 * dies another one claims it within a minute and continues with those that nothing became of.
 * Each member is claimed besides, as every action on a dead letter.
 */
export class OperationRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OperationRunner.name);
  private readonly stopping = new AbortController();
  private readonly running = new Map<string, Promise<void>>();
  private looking?: Promise<void>;

  constructor(
    private readonly operations: OperationsProjection,
    private readonly journal: Pick<Journal, 'append' | 'ready'>,
    private readonly claims: Pick<Claims, 'take'>,
    private readonly actor: ActsOnMember,
  ) {}

  onApplicationBootstrap(): void {
    this.looking = this.look().catch((error: unknown) => {
      if (!this.stopping.signal.aborted) this.logger.error({ err: error }, 'the runner ended');
    });
  }

  /** Begins nothing more; another desk continues at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.looking;
    await Promise.all(this.running.values());
  }

  private async look(): Promise<void> {
    const { signal } = this.stopping;
    await this.journal.ready('first');
    while (!signal.aborted) {
      for (const operation of this.operations.unfinished()) {
        if (this.running.has(operation.id)) continue;
        const running = this.tryToRun(operation)
          .catch((error: unknown) => this.logger.warn({ err: error }, 'an operation waits'))
          .finally(() => this.running.delete(operation.id));
        this.running.set(operation.id, running);
      }
      await this.operations.untilNews(LOOK_EVERY_MS, signal);
    }
  }

  private async tryToRun(operation: Operation): Promise<void> {
    const taken = await this.claims.take(operation.id);
    // Another desk runs it.
    if (!taken) return this.operations.untilNews(LOOK_EVERY_MS, this.stopping.signal);
    const lost = new AbortController();
    const claim = renewClaim(taken, () => lost.abort());
    const signal = AbortSignal.any([lost.signal, this.stopping.signal]);
    try {
      await this.run(operation, () => claim.isHeld, signal);
    } finally {
      await claim.release();
    }
  }

  private async run(
    operation: Operation,
    isHeld: () => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const run = new OperationRun(operation);
    const results: OperationResult[] = [];
    const working = new Set<Promise<void>>();
    const act = async (id: string): Promise<void> => {
      const { record, result } = await this.actor.act(operation, id);
      if (record) results.push(record);
      run.settle(id, result, Date.now());
    };
    try {
      for (let writeAt = 0; !signal.aborted && !operation.isEnded;) {
        // A claim that is not held now may be another desk's.
        const step = isHeld() ? run.next(Date.now()) : NOT_HELD;
        if (step.do === 'act') {
          const work = act(step.id).finally(() => working.delete(work));
          working.add(work);
        } else if (step.do === 'wait') {
          await Promise.race([...working, this.operations.untilNews(step.ms, signal)]);
        } else await this.finish(operation, step, signal);
        if (results.length < MAX_RESULTS && Date.now() < writeAt) continue;
        await this.writeResults(operation, results);
        writeAt = Date.now() + WRITE_EVERY_MS;
      }
    } finally {
      await Promise.all(working);
    }
    await this.writeResults(operation, results);
  }

  /** Waits until this desk has read it. */
  private async finish(operation: Operation, step: LastStep, signal: AbortSignal): Promise<void> {
    const isRead = (): boolean =>
      step.do === 'end' ? operation.isEnded : operation.isCanaryPassed;
    if (step.do === 'end') await this.journal.append(toAuditResult(operation, step.stopped));
    await this.write(operation, toPart(step));
    const until = Date.now() + READ_WITHIN_MS;
    while (!isRead() && !signal.aborted && Date.now() < until) {
      await this.operations.untilNews(LOOK_EVERY_MS, signal);
    }
  }

  private async writeResults(operation: Operation, results: OperationResult[]): Promise<void> {
    const piece = results.splice(0, MAX_RESULTS);
    if (piece.length > 0) await this.write(operation, { part: 'results', results: piece });
  }

  private async write(
    { id, order }: Operation,
    part: Pick<OperationRecord, 'part' | 'results' | 'stopped'>,
  ): Promise<void> {
    const { by } = order;
    await this.journal.append({ kind: 'operation', operationId: id, at: new Date(), by, ...part });
  }
}

function toPart(step: LastStep): Pick<OperationRecord, 'part' | 'stopped'> {
  return step.do === 'end' ? { part: 'ended', stopped: step.stopped } : { part: 'canary-passed' };
}
