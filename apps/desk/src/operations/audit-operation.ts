import type { OperatedRecord } from '@warren/messaging';
import type { Operation } from './operation';

/** What the audit has of an operation before it begins. */
export function toAudit(
  asked: Pick<OperatedRecord, 'action' | 'at' | 'by' | 'operationId'> & { readonly reason: string },
  total: number,
  from: string,
): OperatedRecord {
  const { action, at, by, operationId, reason } = asked;
  const target = `${total} dead letters`;
  return { kind: 'operated', operationId, action, target, at, by, from, why: reason };
}

/** The same with what came of it, as the last record of it has that. */
export function toAuditResult(operation: Operation, stopped: string | undefined): OperatedRecord {
  const { abortedBy, at, counts, id, left, order } = operation;
  const { done, failed, refused, skipped } = counts;
  const by = stopped === 'aborted' ? `aborted by ${abortedBy}` : stopped;
  const numbers = `${done} done, ${skipped} skipped, ${refused} refused, ${failed} failed, ${left} left`;
  const result = by === undefined ? numbers : `${by}: ${numbers}`;
  const asked = { action: order.action, at, by: order.by, operationId: id, reason: order.reason };
  return { ...toAudit(asked, order.total, 'desk'), result };
}
