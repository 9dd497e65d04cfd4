import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '@warren/http';
import {
  DeadLetters,
  Journal,
  MAX_IN_PIECE,
  TOPOLOGY,
  type OperatedRecord,
  type DeadLetterSelection,
  type OperationRecord,
} from '@warren/messaging';
import { type Topology, WarrenError } from '@warren/model';
import type { Operation } from './operation';
import { toAudit } from './audit-operation';
import { BOUNDS, OperationsProjection } from './operations.projection';

/** What is asked for, beside the members. */
export type AskedOperation = Required<Pick<OperationRecord, 'action' | 'reason' | 'by'>> &
  Pick<OperationRecord, 'patch' | 'to' | 'rate' | 'canaryCount' | 'canaryWaitMs' | 'maxFailures'>;

/** Operations are forgotten with the records of the journal, so that none may take longer. */
const MAX_SECONDS = 86_400;
const READ_WITHIN_MS = 10_000;
const LOOK_MS = 250;
const NEVER = new AbortController().signal;

/** Begins operations and ends them, by records in the journal; what runs them follows these. */
@Injectable()
export class OperationsService {
  constructor(
    private readonly letters: DeadLetters,
    private readonly journal: Journal,
    private readonly operations: OperationsProjection,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  /**
   * Freezes the set of members. Resolves when the journal has all of it and this desk has read that.
   *
   * @throws WarrenError `invalid_request` when nothing is selected, it would take more than a day, or
   * `to` is no queue; `not_ready`, `refused`; ProblemError `overloaded` when eight operations run.
   */
  async begin(
    asked: AskedOperation,
    selection: DeadLetterSelection,
    { from, signal }: { readonly from: string; readonly signal: AbortSignal },
  ): Promise<{ operation: Operation; left: number }> {
    if (this.operations.unfinished().length >= BOUNDS.unfinished) {
      const detail = `${BOUNDS.unfinished} operations run already`;
      throw new ProblemError('overloaded', detail, { retryAfterSeconds: 5 });
    }
    const state = asked.action === 'restore' ? 'discarded' : 'open';
    const { left, letters } = await this.letters.select(selection, signal, state);
    const ids = letters.map((each) => (typeof each === 'string' ? each : each.record.deadLetterId));
    this.check(asked, ids.length);
    const operationId = randomUUID();
    const at = new Date();
    await this.append(toAudit({ ...asked, operationId, at }, ids.length, from));
    for (const part of partsOf(asked, ids)) {
      await this.append({ kind: 'operation', operationId, by: asked.by, at, ...part });
    }
    return { left, operation: await this.untilRead(operationId) };
  }

  /** Asks the desk that runs it to begin nothing more. One that is over stays as it is. */
  async abort(id: string, by: string): Promise<Operation> {
    const operation = this.find(id);
    if (operation.isEnded || operation.abortedBy !== undefined) return operation;
    const record = { kind: 'operation', operationId: id, at: new Date(), by } as const;
    await this.append({ ...record, part: 'aborted' });
    await this.until(() => operation.abortedBy !== undefined || operation.isEnded);
    return operation;
  }

  /** @throws WarrenError `not_found`. */
  find(id: string): Operation {
    const operation = this.operations.get(id);
    if (operation) return operation;
    throw new WarrenError('not_found', 'no operation of this id is kept here');
  }

  private check({ rate, to }: AskedOperation, total: number): void {
    const refuse = (detail: string): never => {
      throw new WarrenError('invalid_request', detail);
    };
    if (total === 0) refuse('there is no such dead letter');
    if (rate !== undefined && total / rate > MAX_SECONDS) {
      refuse(`at this rate ${total} take more than a day: choose fewer, or a higher rate`);
    }
    if (to === undefined) return;
    if (to === this.topology.schedule.queue || !this.topology.queues.some((q) => q.name === to)) {
      refuse(`the topology has no queue '${to}' that takes events`);
    }
  }

  private append(record: OperationRecord | OperatedRecord): Promise<void> {
    return this.journal.append(record).catch((cause: unknown) => {
      const detail = 'the journal did not take it; nothing was begun';
      throw new WarrenError('refused', detail, {}, { cause });
    });
  }

  private async untilRead(id: string): Promise<Operation> {
    const isRead = await this.until(() => this.operations.get(id) !== undefined);
    if (isRead) return this.find(id);
    const detail = `the journal has operation ${id}, and it is not read here yet: look for it in the list`;
    throw new WarrenError('outcome_unknown', detail);
  }

  private async until(isTrue: () => boolean): Promise<boolean> {
    const until = performance.now() + READ_WITHIN_MS;
    while (!isTrue() && performance.now() < until) {
      await this.operations.untilNews(LOOK_MS, NEVER);
    }
    return isTrue();
  }
}

function* partsOf(
  asked: AskedOperation,
  ids: readonly string[],
): Generator<Pick<OperationRecord, 'part'> & Partial<OperationRecord>> {
  yield { ...asked, part: 'ordered', total: ids.length };
  for (let first = 0; first < ids.length; first += MAX_IN_PIECE) {
    yield { part: 'members', first, ids: ids.slice(first, first + MAX_IN_PIECE) };
  }
}
