import type { EventDto } from '@warren/model';
import { followFrom } from '../../publishing/follow-from';
import type { OutgoingMessage } from '../../messages/outgoing-message';
import { writeProperties } from '../../messages/write-message';
import type { Delivery } from '../../messages/delivery';
import { PermanentError } from '../../messages/handler-errors';

/** The broker closes the connection over a message it finds too large: 16 MiB from RabbitMQ 4 on. */
const LIMIT_BYTES = 1_048_576;

/** A delivery that may be answered, and what its handler returned. */
export interface Question {
  readonly delivery: Delivery;
  /** The answer has the same `tipo`. */
  readonly event: Pick<EventDto, 'id' | 'tipo'>;
  readonly value: unknown;
}

/**
 * The message that answers a delivery in this reply queue: the value as JSON. Its id is the same
 * however often the delivery is handled. Pure.
 *
 * @throws PermanentError `answer_not_json`, or `answer_too_large` beyond 1 MiB: no attempt would change
 * that.
 */
export function writeAnswer(
  { delivery, event, value }: Question,
  replyTo: string,
  now: number,
): OutgoingMessage {
  const body = Buffer.from(toJson(value));
  if (body.length > LIMIT_BYTES) {
    throw new PermanentError(
      'answer_too_large',
      `${body.length} bytes are more than ${LIMIT_BYTES}`,
    );
  }
  const { messageId, ...descent } = followFrom(delivery, 'answer', replyTo);
  return {
    exchange: '',
    routingKey: replyTo,
    body,
    properties: writeProperties(event.tipo, messageId, descent, now),
  };
}

function toJson(value: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (error) {
    throw notJson({ cause: error });
  }
  // A function or a symbol: JSON has no word for them.
  if (json === undefined) throw notJson();
  return json;
}

function notJson(options?: ErrorOptions): PermanentError {
  return new PermanentError(
    'answer_not_json',
    'JSON cannot say what the handler returned',
    options,
  );
}
