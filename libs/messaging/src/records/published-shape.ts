import { MAX_IN_REPORT, MAX_REASON_CHARS, PUBLISH_OUTCOMES } from './published-record';
import {
  fits,
  isCount,
  isLabel,
  isName,
  isTextOf,
  isTime,
  optional,
  type Check,
} from './record-checks';

const listOf =
  (max: number, checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    Array.isArray(value) && value.length <= max && value.every((each) => fits(each, checks));
/** The latest time that a date has. */
const isMs: Check = (value) => isCount(value) && (value as number) <= 8.64e15;

const COUNTS: Readonly<Record<string, Check>> = {
  exchange: isName,
  pattern: isName,
  ...Object.fromEntries(PUBLISH_OUTCOMES.map((each) => [each, optional(isCount)])),
};

const ONE: Readonly<Record<string, Check>> = { atMs: isMs, exchange: isName, routingKey: isName };

const FAILURE: Readonly<Record<string, Check>> = {
  ...ONE,
  outcome: (value) =>
    value !== 'confirmed' && (PUBLISH_OUTCOMES as readonly unknown[]).includes(value),
  messageId: optional(isName),
  code: isName,
  reason: isTextOf(MAX_REASON_CHARS),
  bytes: optional(isCount),
  client: optional(isName),
};

const CONFIRMED: Readonly<Record<string, Check>> = {
  ...ONE,
  messageId: isName,
  deliverAtMs: optional(isMs),
};

/** What a record of publishes must have. */
export const PUBLISHED: Readonly<Record<string, Check>> = {
  report: isName,
  publisher: isLabel,
  startedAt: isTime,
  at: isTime,
  counts: listOf(MAX_IN_REPORT.counts, COUNTS),
  failures: listOf(MAX_IN_REPORT.failures, FAILURE),
  confirmed: listOf(MAX_IN_REPORT.confirmed, CONFIRMED),
  unreported: optional(isCount),
};
