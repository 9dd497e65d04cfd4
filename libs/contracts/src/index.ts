export { BuildReportDto } from './commands/build-report.dto';
export { ChargePaymentDto } from './commands/charge-payment.dto';
export { command, type Command, type CommandDataClass, type DataOf } from './commands/command';
export { commands } from './commands/commands';
export { QuoteOrderDto } from './commands/quote-order.dto';
export { EtlJobDto } from './events/etl-job.dto';
export { EventDto } from './events/event.dto';
export { GreetingDto } from './events/greeting.dto';
export { LOG_LEVELS, LogLineDto, type LogLevel } from './events/log-line.dto';
export { MeterReadingDto } from './events/meter-reading.dto';
export { NotificationDto } from './events/notification.dto';
export { OrderCreatedDto, OrderPaidDto, OrderShippedDto } from './events/order.dto';
export { UrgentJobDto } from './events/urgent-job.dto';
export { isUtf8OfLength, Utf8Length } from './events/utf8-length.decorator';
export { MAX_PAYLOAD_DEPTH } from './events/writable-json.decorator';
export { HEADER_PREFIX, headers } from './headers';
export {
  findExceededJsonBound,
  MAX_JSON_DEPTH,
  MAX_JSON_VALUES,
  type JsonBound,
} from './json-bounds';
export { problems, type ProblemCode } from './problem-codes';
export { readJson } from './read-json';
export type {
  CommandRoute,
  DeadLetterRoute,
  DelayStages,
  KeptStream,
  PublishRoute,
  ReplyQueue,
  Schedule,
  Topology,
  UnreadableQueue,
} from './topology/declared-topology';
export { defineTopology } from './topology/define-topology';
export {
  isWaitingQueue,
  retryQueue,
  retryQueues,
  stageQueue,
  stageQueues,
} from './topology/waiting-queues';
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
export { after, attemptsAllowed, withJitter, type RetryPolicy } from './topology/retry-policy';
export { routeMessage, type RoutedBinding, type Routing } from './topology/route-message';
export { exchanges, queues, routes, topology } from './topology/topology';
