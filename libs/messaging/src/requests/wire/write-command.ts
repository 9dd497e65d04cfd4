import { headers as names, type CommandRoute } from '@warren/model';
import { v7 as uuidv7 } from 'uuid';
import { DIRECT_REPLY_QUEUE } from '../../wire/property-bytes';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { continueTrace } from '../../messages/write-message';

/** A command to be written. */
export interface WrittenCommand {
  readonly messageId: string;
  readonly pattern: string;
  readonly data: unknown;
  /** When its caller waits no more, milliseconds since 1970. */
  readonly deadline: number;
  readonly traceparent?: string;
}

/**
 * A command as a message, in the form of Nest's own RabbitMQ clients. Its message id is its
 * correlation id too. When its time has passed, the broker drops it from the queue. Pure.
 *
 * @throws TypeError, RangeError when the data is not JSON.
 */
export function writeCommand(
  { messageId, pattern, data, deadline, traceparent }: WrittenCommand,
  { queue }: CommandRoute,
  now: number,
): OutgoingMessage {
  return {
    exchange: '',
    routingKey: queue,
    body: Buffer.from(JSON.stringify({ pattern, data, id: messageId })),
    properties: {
      ...about(messageId, deadline, now),
      type: pattern,
      correlationId: messageId,
      replyTo: DIRECT_REPLY_QUEUE,
      persistent: true,
      mandatory: true,
      headers: {
        [names.publishedAt]: now,
        [names.deadline]: deadline,
        traceparent: continueTrace(traceparent, messageId),
      },
    },
  };
}

/** The message that takes a command back. It is of use until the command's deadline. Pure. */
export function writeCancel(
  { messageId, deadline }: Pick<WrittenCommand, 'messageId' | 'deadline'>,
  { cancels }: CommandRoute,
  now: number,
): OutgoingMessage {
  return {
    exchange: cancels.name,
    routingKey: '',
    body: Buffer.from('{}'),
    properties: {
      ...about(uuidv7(), deadline, now),
      correlationId: messageId,
      persistent: false,
      mandatory: false,
      headers: { [names.deadline]: deadline },
    },
  };
}

function about(
  messageId: string,
  deadline: number,
  now: number,
): Pick<
  OutgoingMessage['properties'],
  'appId' | 'contentType' | 'expiration' | 'messageId' | 'timestamp'
> {
  return {
    messageId,
    appId: 'warren',
    contentType: 'application/json',
    timestamp: Math.floor(now / 1_000),
    expiration: Math.max(1, deadline - now),
  };
}
