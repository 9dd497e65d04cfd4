import type { Message } from 'amqplib';
import type { OutgoingMessage } from '../../messages/outgoing-message';

/** Whether the broker gave back this message, or another one with the same id and route. Pure. */
export function isReturnOf({ fields, properties }: Message, sent: OutgoingMessage): boolean {
  return (
    sent.properties.messageId === properties.messageId &&
    sent.routingKey === fields.routingKey &&
    sent.exchange === fields.exchange &&
    sent.properties.mandatory === true
  );
}
