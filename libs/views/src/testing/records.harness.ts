import type {
  DeadLetteredRecord,
  Deferred,
  DiscardedRecord,
  FailedRecord,
  ProcessedRecord,
  ProgressRecord,
  RedrivenRecord,
} from '@warren/messaging';
import { exchanges } from '@warren/contracts';
import type { EventDto } from '@warren/model';

/** Times of the records below are given in milliseconds after this. */
export const BEGIN = Date.UTC(2026, 0, 1);

interface Given {
  readonly messageId?: string;
  readonly queue?: string;
  readonly attempt?: number;
  readonly redrives?: number;
  readonly startMs?: number;
  readonly endMs?: number;
  readonly event?: EventDto;
  /** Of one that was published for later. */
  readonly deliverMs?: number;
  readonly relayedMs?: number;
}

const at = (ms: number): Date => new Date(BEGIN + ms);

function defer(deliverMs: number, relayedMs?: number): Deferred {
  const relayed = relayedMs !== undefined && { relayedAt: at(relayedMs) };
  return { deliverAt: at(deliverMs), ...relayed, mandatory: true, persistent: true };
}

function run(given: Given): Omit<ProcessedRecord, 'kind'> {
  const { messageId = 'm', queue = 'a', attempt = 1, redrives = 0 } = given;
  const { startMs = 10, endMs = startMs + 5 } = given;
  return {
    event: given.event ?? { id: `e-${messageId}`, tipo: 'T', payload: {} },
    delivery: {
      ...{ messageId, hasGivenId: false, queue, attempt, redrives, redeliveries: 0 },
      ...{ exchange: exchanges.topic.name, routingKey: 'key', publishedAt: at(0) },
      headers: { lang: 'es' },
      ...(given.deliverMs !== undefined && { deferred: defer(given.deliverMs, given.relayedMs) }),
    },
    ...{ handler: 'H.run', worker: 'w-1', startedAt: at(startMs), at: at(endMs) },
  };
}

export function processed(given: Given = {}): ProcessedRecord {
  return { kind: 'processed', ...run(given) };
}

export function failed(given: Given & { readonly retryInMs?: number } = {}): FailedRecord {
  const { retryInMs } = given;
  const failure = { code: 'away', message: `failed in attempt ${given.attempt ?? 1}` };
  return { kind: 'failed', ...run(given), failure, ...(retryInMs !== undefined && { retryInMs }) };
}

export function saved(
  given: Given & {
    readonly done: number;
    readonly redeliveries?: number;
    readonly worker?: string;
  },
): ProgressRecord {
  const { done, redeliveries = 0, worker = 'w-1' } = given;
  const { at: savedAt, delivery } = run(given);
  return {
    ...{ kind: 'progress', worker, at: savedAt, done, of: 80 },
    delivery: { ...delivery, redeliveries },
  };
}

export function deadLettered(
  given: Given & Partial<Pick<DeadLetteredRecord, 'cause' | 'body' | 'encoding'>> = {},
): DeadLetteredRecord {
  const { messageId = 'm', queue = 'a', redrives = 0, endMs = 50, attempt = 2 } = given;
  return {
    ...{
      kind: 'dead-lettered',
      deadLetterId: `d-${redrives}`,
      messageId,
      queue,
      redrives,
      attempt,
    },
    ...{ at: at(endMs), cause: given.cause ?? 'failed' },
    failure: { code: 'away', message: 'failed in attempt 2' },
    ...{ exchange: exchanges.topic.name, routingKey: 'key', publishedAt: at(0) },
    ...{ headers: { lang: 'es' }, properties: {}, encoding: given.encoding ?? 'utf8' },
    body:
      given.body ?? JSON.stringify(given.event ?? { id: `e-${messageId}`, tipo: 'T', payload: {} }),
  };
}

type Acted = Given & { readonly deadLetterId?: string; readonly edited?: EventDto };

export function redriven(given: Acted = {}): RedrivenRecord {
  const { edited } = given;
  return { ...discarded(given), kind: 'redriven', ...(edited && { edited }) };
}

export function discarded(given: Acted = {}): DiscardedRecord {
  const { messageId = 'm', queue = 'a', endMs = 100, deadLetterId = 'd-0' } = given;
  const who = { by: 'ana', reason: 'the source is known now' };
  return { kind: 'discarded', deadLetterId, messageId, queue, at: at(endMs), ...who };
}
