export { ConsumingModule } from './consuming/consuming.module';
export type { Delivery } from './consuming/delivery';
export { PermanentError, RetryableError } from './consuming/handler-errors';
export { HandlerFinder } from './consuming/handler-finder';
export { Handles } from './consuming/handles.decorator';
export { Journal, type ProcessedRecord } from './journal/journal';
export { MessagingConfig } from './messaging.config';
export { PublishingModule } from './publishing/publishing.module';
export {
  Publisher,
  type HeaderValue,
  type PublishOptions,
  type PublishReceipt,
} from './publishing/publisher';
export { RefusedError, UnknownOutcomeError, UnroutableError } from './publishing/publish-errors';
export { ManagementConfig } from './topology/management.config';
export { declareTopology, printTopology, verifyTopology } from './topology/operate-topology';
