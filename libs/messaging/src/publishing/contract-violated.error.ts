import { WarrenError } from '@warren/model';
import type { FieldFault } from '@warren/platform';

/** One fault of an event by the DTO of a queue it would reach. */
export interface ContractViolation extends FieldFault {
  readonly queue: string;
}

/** A queue that the event would reach is bound to refuse it. Nothing was sent. */
export class ContractViolatedError extends WarrenError {
  constructor(readonly violations: readonly ContractViolation[]) {
    super('contract_violated', describe(violations), { errors: violations });
  }
}

/** Queues that say the same are named together. */
function describe(violations: readonly ContractViolation[]): string {
  const queues = new Map<string, string[]>();
  for (const { detail, queue } of violations) {
    queues.set(queue, [...(queues.get(queue) ?? []), detail]);
  }
  const names = new Map<string, string[]>();
  for (const [queue, details] of queues) {
    const words = details.join('; ');
    names.set(words, [...(names.get(words) ?? []), `'${queue}'`]);
  }
  return [...names]
    .map(([words, each]) => `${each.join(', ')} would refuse it: ${words}`)
    .join('; ');
}
