import { Inject, Injectable } from '@nestjs/common';
import {
  DeadLetters,
  Discarder,
  ID_CONFLICT,
  prepareEvent,
  RedriveSender,
  TOPOLOGY,
  type DeadLetter,
  type DiscardResult,
  type OperationResult,
  type RedriveResult,
} from '@warren/messaging';
import { type Topology, WarrenError } from '@warren/model';
import { MessagesProjection } from '@warren/views';
import type { Operation } from './operation';
import type { MemberResult } from './operation-run';

/** What became of one, and what is written to the journal of it beside its own record. */
export interface Acted {
  readonly result: MemberResult;
  readonly record?: OperationResult;
}

/** An error after which doing the same again can help. */
const PASSING: ReadonlySet<string> = new Set([
  ...['refused', 'outcome_unknown', 'queue_unavailable', 'not_ready'],
]);
const BUSY: ReadonlySet<string | undefined> = new Set([
  'another request acts on it',
  'another worker acts on it',
]);

/** Does to one dead letter what an operation says, as a single redrive, discard or restore does it. */
@Injectable()
export class MemberActor {
  constructor(
    private readonly letters: DeadLetters,
    private readonly sender: RedriveSender,
    private readonly discarder: Discarder,
    private readonly messages: MessagesProjection,
    @Inject(TOPOLOGY) private readonly topology: Topology,
  ) {}

  /** Never rejects. */
  async act(operation: Operation, id: string): Promise<Acted> {
    const { action, by, reason } = operation.order;
    // Many share the time with searches.
    await this.letters.turn();
    const letter = this.letters.get(id) ?? id;
    if (action === 'redrive') return this.redrive(operation, letter);
    const terms = { by, reason, operationId: operation.id };
    const from = action === 'discard' ? 'open' : 'discarded';
    return toActed(operation, await this.discarder.put(letter, from, terms));
  }

  private async redrive(operation: Operation, letter: DeadLetter | string): Promise<Acted> {
    const { id: operationId, order } = operation;
    const { by, patch, reason, to } = order;
    const target = typeof letter === 'string' ? undefined : (to ?? letter.record.queue);
    const queue = this.topology.queues.find(({ name }) => name === target);
    const isChecked = queue !== undefined && (patch !== undefined || to !== undefined);
    const wasProcessed = typeof letter !== 'string' && this.isProcessed(letter, target);
    const result = await this.sender.send(letter, {
      ...{ by, reason, operationId, to },
      ...(isChecked && {
        prepare: (record, content) => prepareEvent(record, content, queue, patch),
      }),
    });
    const acted = toActed(operation, result);
    if (acted.result !== 'done' || !wasProcessed) return acted;
    // Its queue acks it without effect, and no record says so.
    return { ...acted, record: { id: result.deadLetterId, outcome: 'succeeded' } };
  }

  private isProcessed({ record }: DeadLetter, queue: string | undefined): boolean {
    if (record.failure.code === ID_CONFLICT) return false;
    const entries = this.messages.entriesOf(record.messageId);
    return entries.some((each) => each.queue === queue && each.outcome === 'processed');
  }
}

function toActed(operation: Operation, result: DiscardResult | RedriveResult): Acted {
  const { deadLetterId: id, error, outcome, reason } = result;
  if (outcome !== 'failed' && outcome !== 'skipped') return { result: 'done' };
  if (outcome === 'skipped') {
    if (BUSY.has(reason)) return { result: 'busy' };
    // It was done, and the process that did it has died before it knew.
    if (operation.isSettled(id)) return { result: 'done' };
    return { result: 'skipped', record: { id, outcome, detail: reason } };
  }
  if (error === undefined || isPassing(error)) return { result: 'busy' };
  const kind = error.code === 'invalid_request' ? 'refused' : 'failed';
  return {
    result: kind,
    record: { id, outcome: kind, code: error.code, detail: error.message.slice(0, 1_024) },
  };
}

/** What this process may never publish there stays refused. */
function isPassing(error: WarrenError): boolean {
  return PASSING.has(error.code) && !('isForbidden' in error && error.isForbidden === true);
}
