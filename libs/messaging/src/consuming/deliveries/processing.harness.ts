import { after, EventDto, queue, withJitter } from '@warren/model';
import { topology } from '@warren/testing';
import type { ConsumeMessage } from 'amqplib';
import type { JournalRecord } from '../../messages/journal-record';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import type { QueueHandler } from '../../messages/queue-handler';
import { DeliveryProcessor } from './delivery-processor';
import type { DeliveryResult } from '../../messages/delivery-result';

const send = jest.fn<Promise<SendOutcome>, [OutgoingMessage]>();

/** What a processor works with here; it knows that `done in etl.jobs` was processed there. */
export const mocks = {
  append: jest.fn<Promise<void>, [JournalRecord, Buffer?]>(),
  has: jest.fn((of: string, id: string) => id === `done in ${of}`),
  hasOther: jest.fn(() => false),
  send,
  sendPatiently: (message: OutgoingMessage): Promise<SendOutcome> => send(message),
  maxMessageBytes: 1_000_000,
  ready: jest.fn(() => Promise.resolve()),
  restoreTopology: jest.fn(() => Promise.resolve()),
};

const live = new AbortController().signal;
const retried = queue('etl.jobs', {
  event: EventDto,
  from: [],
  retry: withJitter(after('2s'), 0),
});

/** Before each test: everything is taken, and nothing was. */
export function resetProcessing(): void {
  jest.clearAllMocks();
  mocks.append.mockReset().mockResolvedValue(undefined);
  mocks.send.mockReset().mockResolvedValue({ kind: 'confirmed' });
}

/** Takes a delivery of `etl.jobs`, or of the queue given, through a processor of its own. */
export function process(
  handle: QueueHandler['handle'],
  gone: AbortSignal = live,
  properties: object = { messageId: 'm1' },
  body = '{"id":"1","tipo":"T","payload":{}}',
  of: QueueHandler['queue'] = retried,
): Promise<DeliveryResult> {
  const { headers = {} } = properties as { headers?: object };
  // The broker writes its count on a message that it delivers again.
  const redelivered = 'x-delivery-count' in headers;
  const message = {
    content: Buffer.from(body),
    fields: { exchange: '', routingKey: of.name, redelivered },
    properties,
  } as unknown as ConsumeMessage;
  const handler = { name: 'H.run', queue: of, handle, stop: () => undefined };
  return new DeliveryProcessor(mocks, mocks, topology, 'here:1', {
    permissionPauseMs: 1,
    random: () => 0,
  }).process(message, handler, gone);
}
