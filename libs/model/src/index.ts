export { command, type Command, type CommandDataClass, type DataOf } from './commands/command';
export { WarrenError, type ErrorFields, type WarrenErrorCode } from './errors/warren.error';
export { EventDto } from './events/event.dto';
export { isUtf8OfLength, Utf8Length } from './events/utf8-length.decorator';
export { MAX_PAYLOAD_DEPTH } from './events/writable-json.decorator';
export { HEADER_PREFIX, headers } from './headers';
export {
  findExceededJsonBound,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  type JsonBound,
} from './json-bounds';
export { applyPatch, PatchNotApplicableError } from './json-patch/apply-patch';
export { MAX_PATCH_OPERATIONS, readPatch, type PatchOperation } from './json-patch/read-patch';
export { readJson } from './read-json';
export type {
  CommandRoute,
  DeadLetterRoute,
  DelayStages,
  RetainedStream,
  PublishRoute,
  ReplyQueue,
  Schedule,
  Topology,
  UnreadableQueue,
} from './topology/declared-topology';
export { defineTopology, type TopologyOptions } from './topology/define-topology';
export {
  bind,
  bindAll,
  bindHeaders,
  defaultExchange,
  exchange,
  type Binding,
  type Exchange,
  type ExchangeType,
  type HeadersMatch,
} from './topology/exchange';
export { findNearestBindings } from './topology/find-nearest-bindings';
export { InvalidTopologyError } from './topology/invalid-topology.error';
export { isPublishRoute } from './topology/is-publish-route';
export type { MessageHeaders } from './topology/match-headers';
export { matchesTopic } from './topology/match-topic';
export {
  queue,
  type BatchPolicy,
  type BatchQueue,
  type BreakerPolicy,
  type EventClass,
  type EventOf,
  type Queue,
  type QueueOptions,
} from './topology/queue';
export {
  after,
  attemptsAllowed,
  toMilliseconds,
  withJitter,
  type DurationText,
  type RetryPolicy,
} from './topology/retry-policy';
export {
  listBindings,
  matchesBinding,
  routeMessage,
  type RoutedBinding,
  type Routing,
} from './topology/route-message';
export {
  isWaitingQueue,
  returnWaits,
  retryQueue,
  retryQueues,
  stageQueue,
  stageQueues,
  waitsOf,
} from './topology/waiting-queues';
