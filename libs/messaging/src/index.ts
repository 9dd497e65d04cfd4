export { ConsumerOperations, type ConsumerView } from './consuming/consumers/consumer-operations';
export { ConsumingConfig } from './consuming/consuming.config';
export { ConsumingModule } from './consuming/consuming.module';
export type { Delivery } from './consuming/deliveries/delivery';
export { PermanentError, RetryableError } from './consuming/handlers/handler-errors';
export { HandlerFinder } from './consuming/handlers/handler-finder';
export { Handles, HandlesBatch, type BatchItem } from './consuming/handlers/handles.decorator';
export { Journal, type ProcessedRecord } from './journal/journal';
export { MessagingConfig } from './messaging.config';
export { PublishingModule } from './publishing/publishing.module';
export { Publisher, type PublishReceipt } from './publishing/publisher';
export type { HeaderValue, PublishOptions } from './publishing/write-message';
export {
  REFUSED_RETRY_AFTER_SECONDS,
  RefusedError,
  UnknownOutcomeError,
  UnroutableError,
} from './publishing/publish-errors';
export { ManagementConfig } from './topology/management.config';
export { declareTopology, printTopology, verifyTopology } from './topology/operate-topology';
