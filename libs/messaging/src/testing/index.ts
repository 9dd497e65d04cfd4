export { InMemoryBroker, type MemoryDeadLetter, type WaitingMessage } from './in-memory-broker';
