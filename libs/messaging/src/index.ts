export { ConsumerOperations, type ConsumerView } from './consuming/consumer-operations';
export { ConsumingConfig } from './handlers/consuming.config';
export { ConsumingModule } from './consuming/consuming.module';
export { AliveModule } from './alive/alive.module';
export { AliveListener } from './alive/alive-listener';
export { AliveProcesses, type SeenProcess } from './alive/alive-processes';
export { AliveProcessesModule } from './alive/alive-processes.module';
export type { BeatingQueue, Heartbeat } from './alive/heartbeat';
export { StandingOrders, type OrderAspect } from './orders/standing-orders';
export { aboutDelivery } from './decoding/about-message';
export { checkEvent, type EventFaults } from './decoding/check-event';
export { checkCommand } from './requests/server/check-command';
export type { Delivery } from './messages/delivery';
export { ID_CONFLICT } from './decoding/hash-event';
export { PermanentError, RetryableError } from './messages/handler-errors';
export { HandlerFinder } from './handlers/handler-finder';
export { Handles, HandlesBatch, type BatchItem } from './handlers/handles.decorator';
export type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterState,
} from './dead-letters/list/dead-letter';
export { DeadLetters, type DeadLetterPage } from './dead-letters/list/dead-letters';
export { MAX_AT_ONCE, type DeadLetterSelection } from './dead-letters/list/dead-letter-selection';
export { DeadLettersConfig } from './dead-letters/list/dead-letters.config';
export { DeadLetterListModule } from './dead-letters/dead-letter-list.module';
export { DeadLetterActingModule } from './dead-letters/dead-letter-acting.module';
export { DeadLettersModule } from './dead-letters/dead-letters.module';
export {
  Discarder,
  type DiscardResult,
  type DiscardSummary,
} from './dead-letters/redrive/discarder';
export { LargeBodies } from './dead-letters/recording/large-bodies';
export type { Handling, MessageHook, Publishing } from './hooks/message-hook';
export type { PublisherHeaders } from './messages/headers/read-headers';
export { showHeaders, type ShownHeader } from './messages/headers/show-headers';
export type { Excerpt } from './messages/excerpt';
export type { DeadLetterGroup, GroupPlace } from './dead-letters/list/group-dead-letters';
export type {
  RedriveOrder,
  RedriveResult,
  RedriveStep,
  RedriveSummary,
} from './dead-letters/redrive/redrive-order';
export { patchBody, prepareEvent } from './dead-letters/redrive/patch-body';
export { RedriveSender } from './dead-letters/redrive/redrive-sender';
export { Redriver } from './dead-letters/redrive/redriver';
export { checkRecord } from './records/check-record';

export { Claims, type Claim } from './journal/claims';
export { isAboutMessage, isClaimRecord, type JournalLine } from './records/claim-record';
export { isOperatedRecord, type OperatedRecord } from './records/operated-record';
export type { TriagedRecord, TriageFields } from './records/triaged-record';
export { limitsOf, type RetentionLimits } from './dead-letters/retention/retention-limits';
export {
  MAX_IN_PIECE,
  MAX_PATCH_CHARS,
  type OperationAction,
  type OperationRecord,
  type OperationResult,
} from './records/operation-record';
export { renewClaim } from './journal/renew-claim';
export { JournalConfig } from './journal/journal.config';
export { JournalModule } from './journal/journal.module';
export {
  Journal,
  type JournalPosition,
  type JournalReach,
  type JournalStart,
  type Projection,
} from './journal/journal';
export { JournalReadiness } from './journal/journal-readiness';
export type {
  DeadLetterCause,
  DeadLetteredRecord,
  ActedRecord,
  DiscardedRecord,
  FailedRecord,
  JournalRecord,
  ProcessedRecord,
  ProgressRecord,
  RedrivenRecord,
} from './messages/journal-record';
export { ManagementConfig } from './management/management.config';
export { MessagingConfig } from './amqp/connection/messaging.config';
export { BrokerWatchesModule } from './management/watches/broker-watches.module';
export { BrokerQueues, type QueuesSeen } from './management/queues/broker-queues';
export { BrokerQueuesModule } from './management/queues/broker-queues.module';
export type { BrokerQueue } from './management/queues/read-queues';
export { BrokerClock } from './clock/broker-clock';
export { ClockModule } from './clock/clock.module';
export { Progress, type SavedProgress } from './progress/progress';
export { ProgressModule } from './progress/progress.module';
export { PublishingModule } from './publishing/publishing.module';
export { Contracts } from './publishing/contracts';
export {
  ContractViolatedError,
  type ContractViolation,
} from './publishing/contract-violated.error';
export type { PublishReceipt } from './messages/publish-receipt';
export { Publisher } from './publishing/publisher';
export { PublishReporter } from './publishing/reports/publish-reporter';
export { PublishReportsModule } from './publishing/reports/publish-reports.module';
export {
  PUBLISH_OUTCOMES,
  type PublishedRecord,
  type PublishOutcome,
} from './records/published-record';
export type { HeaderValue } from './messages/headers/header-owner';
export type { PublishOptions } from './messages/write-message';
export {
  REFUSED_RETRY_AFTER_SECONDS,
  RefusedError,
  UnknownOutcomeError,
  UnroutableError,
} from './messages/publish-errors';
export type {
  ReplayCounts,
  ReplayFailure,
  ReplayOrder,
  ReplayStep,
  ReplaySummary,
} from './replay/replay-order';
export { Replayer } from './replay/replayer';
export { ReplayingModule } from './replay/replaying.module';
export type { Deferred } from './messages/deferred';
export type { HourOfDeliveries } from './schedule/schedule-counts';
export { ScheduleLog, type ScheduledDeliveries } from './schedule/schedule-log';
export { ScheduleModule } from './schedule/schedule.module';
export { ScheduleRelay } from './schedule/schedule-relay';
export { CommandClientModule } from './requests/client/command-client.module';
export { CommandClient } from './requests/client/command-client';
export { CommandRecord } from './requests/client/command-record';
export { CommandContext } from './requests/command-context';
export { CommandServer } from './requests/server/command-server';
export { CommandsModule } from './requests/server/commands.module';
export { serveCommands } from './requests/server/serve-commands';
export { NOT_LOOKED_AT, type SetAsideMessage } from './unreadable/read-unreadable';
export { UnreadableModule } from './unreadable/unreadable.module';
export { UnreadableQueue } from './unreadable/unreadable-queue';
export { TOPOLOGY } from './topology/topology.token';
export { WarrenModule, type WarrenAsyncOptions, type WarrenOptions } from './warren.module';
export {
  declareTopology,
  printTopology,
  verifyTopology,
} from './management/topology/operate-topology';
export { redeclare } from './management/topology/redeclare';
