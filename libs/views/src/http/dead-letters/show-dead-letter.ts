import {
  showHeaders,
  type ActedRecord,
  type DeadLetter,
  type DeadLetteredRecord,
} from '@warren/messaging';
import type { Steps } from '@warren/platform';
import { markEvent } from '../../messages/read-record';
import type { DeadLetterActionDto, DeadLetterDto, DeadLetterStoryDto } from './dead-letter.dto';

/** An action as the API shows it. */
function toActionDto(action: ActedRecord): DeadLetterActionDto {
  const { at, by, deadLetterId, kind, reason } = action;
  return {
    kind,
    deadLetterId,
    at: at.toISOString(),
    by,
    reason,
    ...('edited' in action && { edited: markEvent(action.edited, action.excerpt) }),
  };
}

/** About how many characters of previous actions are shown; those of longer ago are left out. */
const MAX_ACTIONS_CHARS = 4_194_304;

/** A dead letter with what was done about its message before, the newest actions as far as they fit. */
export function* showDeadLetterStory(
  letter: DeadLetter,
  actions: readonly ActedRecord[],
): Steps<DeadLetterStoryDto> {
  const previousActions: DeadLetterActionDto[] = [];
  let chars = 0;
  for (const action of actions.toReversed()) {
    const shown = toActionDto(action);
    chars += JSON.stringify(shown).length;
    if (chars > MAX_ACTIONS_CHARS) break;
    previousActions.push(shown);
    yield;
  }
  return { ...toDeadLetterDto(letter), previousActions: previousActions.reverse() };
}

/** A dead letter as the API shows it. */
export function toDeadLetterDto({ action, group, record, state }: DeadLetter): DeadLetterDto {
  const { deadLetterId, messageId, queue, cause, failure, attempt, redrives } = record;
  return {
    ...{ deadLetterId, messageId, queue, state, cause, failure },
    handler: record.handler ?? null,
    group,
    at: record.at.toISOString(),
    attempt,
    redrives,
    action: action ? toActionDto(action) : null,
    ...toOriginal(record),
  };
}

function toOriginal(
  record: DeadLetteredRecord,
): Pick<
  DeadLetterDto,
  | 'exchange'
  | 'routingKey'
  | 'publishedAt'
  | 'firstFailedAt'
  | 'correlationId'
  | 'causationId'
  | 'headers'
  | 'properties'
  | 'body'
  | 'encoding'
  | 'decoded'
  | 'excerpt'
> {
  const { body, decoded, encoding, excerpt, exchange, properties, routingKey } = record;
  return {
    exchange,
    routingKey,
    publishedAt: record.publishedAt?.toISOString() ?? null,
    firstFailedAt: record.firstFailedAt?.toISOString() ?? null,
    correlationId: record.correlationId ?? null,
    causationId: record.causationId ?? null,
    headers: showHeaders(record),
    properties,
    body,
    encoding,
    ...(decoded !== undefined && { decoded }),
    ...(excerpt && { excerpt }),
  };
}
