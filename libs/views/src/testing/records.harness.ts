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

/** Times of the records below are so many milliseconds after this. */
export const BEGIN = Date.UTC(2026, 0, 1);

interface Told {
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

function run(told: Told): Omit<ProcessedRecord, 'kind'> {
  const { messageId = 'm', queue = 'a', attempt = 1, redrives = 0 } = told;
  const { startMs = 10, endMs = startMs + 5 } = told;
  return {
    event: told.event ?? { id: `e-${messageId}`, tipo: 'T', payload: {} },
    delivery: {
      ...{ messageId, hasGivenId: false, queue, attempt, redrives, redeliveries: 0 },
      ...{ exchange: exchanges.topic.name, routingKey: 'key', publishedAt: at(0) },
      headers: { lang: 'es' },
      ...(told.deliverMs !== undefined && { deferred: defer(told.deliverMs, told.relayedMs) }),
    },
    ...{ handler: 'H.run', worker: 'w-1', startedAt: at(startMs), at: at(endMs) },
  };
}

export function processed(told: Told = {}): ProcessedRecord {
  return { kind: 'processed', ...run(told) };
}

export function failed(told: Told & { readonly retryInMs?: number } = {}): FailedRecord {
  const { retryInMs } = told;
  const failure = { code: 'away', message: `failed in attempt ${told.attempt ?? 1}` };
  return { kind: 'failed', ...run(told), failure, ...(retryInMs !== undefined && { retryInMs }) };
}

export function saved(
  told: Told & { readonly done: number; readonly redeliveries?: number; readonly worker?: string },
): ProgressRecord {
  const { done, redeliveries = 0, worker = 'w-1' } = told;
  const { at: savedAt, delivery } = run(told);
  return {
    ...{ kind: 'progress', worker, at: savedAt, done, of: 80 },
    delivery: { ...delivery, redeliveries },
  };
}

export function deadLettered(
  told: Told & Partial<Pick<DeadLetteredRecord, 'cause' | 'body' | 'encoding'>> = {},
): DeadLetteredRecord {
  const { messageId = 'm', queue = 'a', redrives = 0, endMs = 50, attempt = 2 } = told;
  return {
    ...{
      kind: 'dead-lettered',
      deadLetterId: `d-${redrives}`,
      messageId,
      queue,
      redrives,
      attempt,
    },
    ...{ at: at(endMs), cause: told.cause ?? 'failed' },
    failure: { code: 'away', message: 'failed in attempt 2' },
    ...{ exchange: exchanges.topic.name, routingKey: 'key', publishedAt: at(0) },
    ...{ headers: { lang: 'es' }, properties: {}, encoding: told.encoding ?? 'utf8' },
    body:
      told.body ?? JSON.stringify(told.event ?? { id: `e-${messageId}`, tipo: 'T', payload: {} }),
  };
}

type Acted = Told & { readonly deadLetterId?: string; readonly edited?: EventDto };

export function redriven(told: Acted = {}): RedrivenRecord {
  const { edited } = told;
  return { ...discarded(told), kind: 'redriven', ...(edited && { edited }) };
}

export function discarded(told: Acted = {}): DiscardedRecord {
  const { messageId = 'm', queue = 'a', endMs = 100, deadLetterId = 'd-0' } = told;
  const who = { by: 'ana', reason: 'the source is known now' };
  return { kind: 'discarded', deadLetterId, messageId, queue, at: at(endMs), ...who };
}
