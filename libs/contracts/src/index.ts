export { EventDto } from './events/event.dto';
export { HEADER_PREFIX, headers } from './headers';
export { problems, type ProblemCode } from './problem-codes';
export type {
  DeadLetterRoute,
  DelayStages,
  PublishRoute,
  Topology,
} from './topology/declared-topology';
export { defineTopology } from './topology/define-topology';
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
export { InvalidTopologyError } from './topology/invalid-topology.error';
export { matchesTopic } from './topology/match-topic';
export { queue, type EventClass, type EventOf, type Queue } from './topology/queue';
export { after, attemptsAllowed, type RetryPolicy } from './topology/retry-policy';
export { exchanges, queues, routes, topology } from './topology/topology';
