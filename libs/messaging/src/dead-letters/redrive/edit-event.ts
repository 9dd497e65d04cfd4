import { type EventDto, type Queue, WarrenError } from '@warren/model';
import { decodeEvent } from '../../decoding/decode-event';
import { PermanentError } from '../../messages/handler-errors';
import type { DeadLetter } from '../list/dead-letter';

/**
 * The event of a dead letter with another payload, which its queue would accept.
 *
 * @throws WarrenError `invalid_request` when it would not, or the original has no id and no tipo;
 * `excerpt_only` when it is too large for the journal.
 */
export async function editEvent(
  { eventId, record, tipo }: DeadLetter,
  payload: Record<string, unknown>,
  queue: Queue,
): Promise<EventDto> {
  if (record.excerpt !== undefined) {
    throw new WarrenError(
      'excerpt_only',
      `'${record.deadLetterId}' cannot be edited: the journal has an excerpt of its bytes`,
    );
  }
  if (eventId === undefined || tipo === undefined) {
    throw new WarrenError(
      'invalid_request',
      `'${record.deadLetterId}' cannot be edited: its body is no event with an id and a tipo`,
    );
  }
  const event = { id: eventId, tipo, payload };
  try {
    const content = Buffer.from(JSON.stringify(event));
    await decodeEvent({ content, properties: { contentType: 'application/json' } }, queue.event);
    return event;
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    throw new WarrenError('invalid_request', `the edited event is not valid: ${error.message}`);
  }
}
