export {
  InMemoryBroker,
  type MemoryDeadLetter,
  type WaitingMessage,
} from '@warren/messaging/testing';
