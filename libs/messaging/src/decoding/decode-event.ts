import {
  findExceededJsonBound,
  MAX_JSON_VALUES,
  MAX_PAYLOAD_DEPTH,
  type EventClass,
  type EventDto,
  type JsonBound,
} from '@warren/model';
import { toFieldFaults } from '@warren/platform';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import secureJson from 'secure-json-parse';
import { PermanentError } from '../messages/handler-errors';
import { findMissingNested } from './find-missing-nested';
import { InvalidEventError } from './invalid-event.error';
import { findPlainFaults, readPlainEvent } from './read-plain-event';
import { refuseLargeEvent } from './refuse-large-event';
import { isUnremarkable, putBack, stripInheritedKeys } from './strip-inherited-keys';

const decoder = new TextDecoder('utf-8', { fatal: true });

const EXCEEDED: Readonly<Record<JsonBound, string>> = {
  depth: `nested deeper than ${MAX_PAYLOAD_DEPTH} levels`,
  values: `more than ${MAX_JSON_VALUES} values, one with a name counted as 20`,
};

/**
 * The event in a message's bytes, validated against its class. Its fields are as they were sent,
 * under any name; those the class gives a type (`@Type`) have that type. Fields the class
 * does not name are kept: a newer publisher may send more than this worker knows. The bounds of depth
 * and count hold before anything is parsed.
 *
 * @throws PermanentError `unsupported_content_type`, `malformed_json` (also for a body that would
 * change an object's prototype) or `invalid_event`: another attempt would read the same bytes.
 */
export async function decodeEvent<E extends EventDto>(
  message: ReceivedBytes,
  eventClass: EventClass<E>,
): Promise<E> {
  return validateEvent(parseEvent(message), eventClass);
}

/** What an event is read from. */
export interface ReceivedBytes {
  readonly content: Buffer;
  readonly properties: { readonly contentType?: unknown; readonly messageId?: unknown };
}

/** An event as it was sent: its text, and the object that the text means. */
export interface ParsedEvent {
  readonly text: string;
  readonly sent: object;
}

/** The first half of `decodeEvent`. */
export function parseEvent({ content, properties }: ReceivedBytes): ParsedEvent {
  const { contentType } = properties;
  if (!isJson(contentType)) {
    throw new PermanentError(
      'unsupported_content_type',
      `content type '${String(contentType)}' is not JSON`,
    );
  }
  const text = readText(content);
  return { text, sent: parse(text, JSON.parse) };
}

/** The second half of `decodeEvent`; `sent` stays as it is. */
export async function validateEvent<E extends EventDto>(
  { sent, text }: ParsedEvent,
  eventClass: EventClass<E>,
): Promise<E> {
  if (isUnremarkable(sent)) {
    return readPlainEvent(sent, eventClass) ?? toValid(sent, eventClass);
  }
  // The same text again, by the parser that refuses what would change a prototype.
  const guarded = parse(text, secureJson.parse);
  const setAside = stripInheritedKeys(guarded);
  const event = readPlainEvent(guarded, eventClass) ?? (await toValid(guarded, eventClass));
  putBack(event, setAside);
  return event;
}

async function toValid<E extends EventDto>(parsed: object, eventClass: EventClass<E>): Promise<E> {
  const known = findPlainFaults(parsed, eventClass);
  if (known.length > 0) throw new InvalidEventError(known);
  refuseLargeEvent(parsed);
  let faults: ValidationError[];
  let missing: string | undefined;
  let event: E;
  try {
    event = plainToInstance(eventClass, parsed);
    faults = await validate(event);
    missing = findMissingNested(event);
  } catch (error) {
    // A decorator stumbled over what was sent; events are pure data, so it would do so again.
    const reason = error instanceof Error ? error.message : String(error);
    throw new PermanentError('invalid_event', reason, { cause: error });
  }
  if (faults.length > 0) throw new InvalidEventError(toFieldFaults(faults));
  if (missing !== undefined) {
    const names = missing.split('.');
    const fault = { pointer: `/${names.join('/')}`, detail: `${String(names.at(-1))} is missing` };
    throw new InvalidEventError([fault]);
  }
  return event;
}

/** The original producer sends no content type; its bodies are JSON all the same. */
function isJson(contentType: unknown): boolean {
  return (
    contentType === undefined ||
    (typeof contentType === 'string' && /^application\/([\w.+-]+\+)?json\b/i.test(contentType))
  );
}

function readText(content: Buffer): string {
  let text: string;
  try {
    text = decoder.decode(content);
  } catch (error) {
    throw notJson(error);
  }
  const exceeded = findExceededJsonBound(text);
  if (exceeded) throw new PermanentError('invalid_event', EXCEEDED[exceeded]);
  return text;
}

function notJson(cause: unknown): PermanentError {
  return new PermanentError('malformed_json', 'the body is not JSON', { cause });
}

function parse(text: string, read: (text: string) => unknown): object {
  let parsed: unknown;
  try {
    parsed = read(text);
  } catch (error) {
    throw notJson(error);
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new PermanentError('invalid_event', 'the body is not a JSON object');
  }
  return parsed;
}
