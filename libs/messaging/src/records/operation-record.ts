import {
  fits,
  isCount,
  isLabel,
  isName,
  isTextOf,
  isTime,
  isWords,
  optional,
  type Check,
} from './record-checks';

/** What is to be done to each member of an operation. */
export type OperationAction = 'redrive' | 'discard' | 'restore';

/** What became of a member that was not acted on, or whose message was known to be processed. */
export interface OperationResult {
  readonly id: string;
  /** `refused`: its patch or its queue; `failed`: anything else; `succeeded`: processed before. */
  readonly outcome: 'skipped' | 'refused' | 'failed' | 'succeeded';
  readonly code?: string;
  readonly detail?: string;
}

/**
 * A part of an operation on many dead letters: what is ordered (`ordered`), on which (`members`, in
 * pieces), what became of those that have no record of their own (`results`), that its canary passed,
 * that somebody ends it (`aborted`), and that it is over (`ended`). Only projections that ask for it are
 * given it. What was done to a member is its own record, with the `operationId`.
 */
export interface OperationRecord {
  readonly kind: 'operation';
  readonly operationId: string;
  readonly part: 'ordered' | 'members' | 'results' | 'canary-passed' | 'aborted' | 'ended';
  readonly at: Date;
  readonly by: string;
  readonly action?: OperationAction;
  readonly reason?: string;
  /** Of `ordered`: how many members there are. */
  readonly total?: number;
  /** A JSON Patch, as JSON. */
  readonly patch?: string;
  /** The queue that gets them in place of their own. */
  readonly to?: string;
  readonly rate?: number;
  readonly canaryCount?: number;
  readonly canaryWaitMs?: number;
  readonly maxFailures?: number;
  /** Of `members`: the place of the first of these among all. */
  readonly first?: number;
  readonly ids?: readonly string[];
  readonly results?: readonly OperationResult[];
  /** Of `ended`: why before its end. */
  readonly stopped?: string;
}

/** The most members, or results, in one record. */
export const MAX_IN_PIECE = 1_000;
/** The longest patch, in characters. */
export const MAX_PATCH_CHARS = 65_536;

const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length <= MAX_IN_PIECE && value.every(check);
const isRate: Check = (value) => typeof value === 'number' && value > 0;

const RESULT: Readonly<Record<string, Check>> = {
  id: isName,
  outcome: isName,
  code: optional(isName),
  detail: optional(isWords),
};

/** What a record of a part of an operation must have. */
export const OPERATION: Readonly<Record<string, Check>> = {
  operationId: isName,
  part: isName,
  at: isTime,
  by: isLabel,
  action: optional(isName),
  reason: optional(isWords),
  total: optional(isCount),
  patch: optional(isTextOf(MAX_PATCH_CHARS)),
  to: optional(isName),
  rate: optional(isRate),
  canaryCount: optional(isCount),
  canaryWaitMs: optional(isCount),
  maxFailures: optional(isCount),
  first: optional(isCount),
  ids: optional(listOf(isName)),
  results: optional(listOf((value) => fits(value, RESULT))),
  stopped: optional(isName),
};
