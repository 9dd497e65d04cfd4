export { ConsumerOperations, type ConsumerView } from './consuming/consumers/consumer-operations';
export { ConsumingConfig } from './consuming/consuming.config';
export { ConsumingModule } from './consuming/consuming.module';
export { aboutDelivery } from './consuming/deliveries/about-message';
export type { Delivery } from './consuming/deliveries/delivery';
export { ID_CONFLICT } from './consuming/deliveries/hash-event';
export { PermanentError, RetryableError } from './consuming/handlers/handler-errors';
export { HandlerFinder } from './consuming/handlers/handler-finder';
export { Handles, HandlesBatch, type BatchItem } from './consuming/handlers/handles.decorator';
export type { DeadLetter, DeadLetterFilter, DeadLetterState } from './dead-letters/dead-letter';
export {
  DeadLetters,
  MOST_AT_ONCE,
  type DeadLetterPage,
  type DeadLetterSelection,
} from './dead-letters/dead-letters';
export { DeadLettersConfig } from './dead-letters/dead-letters.config';
export { DeadLettersModule } from './dead-letters/dead-letters.module';
export { Discarder, type DiscardResult, type DiscardSummary } from './dead-letters/discarder';
export { LargeBodies } from './dead-letters/large-bodies';
export type { Handling, MessageHook, Publishing } from './hooks/message-hook';
export type { PublisherHeaders } from './headers/read-headers';
export { showHeaders, type ShownHeader } from './headers/show-headers';
export type { Excerpt } from './journal/excerpt';
export type { DeadLetterGroup, GroupPlace } from './dead-letters/group-dead-letters';
export type {
  RedriveOrder,
  RedriveResult,
  RedriveStep,
  RedriveSummary,
} from './dead-letters/redrive-order';
export { Redriver } from './dead-letters/redriver';
export { checkRecord } from './journal/check-record';
export { isClaimRecord } from './journal/claim-record';
export { JournalConfig } from './journal/journal.config';
export { JournalModule } from './journal/journal.module';
export {
  Journal,
  type JournalPosition,
  type JournalReach,
  type JournalStart,
  type Projection,
} from './journal/journal';
export { WholeJournal } from './journal/whole-journal';
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
} from './journal/journal-record';
export { ManagementConfig } from './management/management.config';
export { MessagingConfig } from './messaging.config';
export { PoliciesModule } from './policies/policies.module';
export { Progress, type SavedProgress } from './progress/progress';
export { ProgressModule } from './progress/progress.module';
export { PublishingModule } from './publishing/publishing.module';
export { Contracts } from './publishing/contracts';
export {
  ContractViolatedError,
  type ContractViolation,
} from './publishing/contract-violated.error';
export type { PublishReceipt } from './publishing/publish-receipt';
export { Publisher } from './publishing/publisher';
export type { HeaderValue } from './headers/header-owner';
export type { PublishOptions } from './publishing/write-message';
export {
  REFUSED_RETRY_AFTER_SECONDS,
  RefusedError,
  UnknownOutcomeError,
  UnroutableError,
} from './publishing/publish-errors';
export type {
  ReplayCounts,
  ReplayFailure,
  ReplayOrder,
  ReplayStep,
  ReplaySummary,
} from './replay/replay-order';
export { Replayer } from './replay/replayer';
export { ReplayingModule } from './replay/replaying.module';
export type { Deferred } from './schedule/deferred';
export type { HourOfDeliveries } from './schedule/schedule-counts';
export { ScheduleLog, type ScheduledDeliveries } from './schedule/schedule-log';
export { ScheduleModule } from './schedule/schedule.module';
export { ScheduleRelay } from './schedule/schedule-relay';
export { AskingModule } from './requests/asking/asking.module';
export { CommandClient } from './requests/asking/command-client';
export { CommandRecord } from './requests/asking/command-record';
export { CommandContext } from './requests/command-context';
export { CommandServer } from './requests/serving/command-server';
export { CommandsModule } from './requests/serving/commands.module';
export { serveCommands } from './requests/serving/serve-commands';
export { NOT_LOOKED_AT, type SetAsideMessage } from './unreadable/read-unreadable';
export { UnreadableModule } from './unreadable/unreadable.module';
export { UnreadableQueue } from './unreadable/unreadable-queue';
export { TOPOLOGY } from './topology/topology.token';
export { WarrenModule, type WarrenAsyncOptions, type WarrenOptions } from './warren.module';
export { declareTopology, printTopology, verifyTopology } from './topology/operate-topology';
export { redeclare } from './topology/redeclare';
