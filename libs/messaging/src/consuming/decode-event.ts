import type { EventClass, EventDto } from '@warren/contracts';
import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import type { ConsumeMessage } from 'amqplib';
import secureJson from 'secure-json-parse';
import { PermanentError } from './handler-errors';

/**
 * The event in a message's bytes, validated against its class. Fields the class does not name are
 * kept: a newer publisher may send more than this worker knows.
 *
 * @throws PermanentError `unsupported_content_type`, `malformed_json` (also for a body that would
 * change an object's prototype) or `invalid_event`: another attempt would read the same bytes.
 */
export async function decodeEvent<E extends EventDto>(
  { content, properties }: Pick<ConsumeMessage, 'content' | 'properties'>,
  eventClass: EventClass<E>,
): Promise<E> {
  const contentType: unknown = properties.contentType;
  if (!isJson(contentType)) {
    throw new PermanentError(
      'unsupported_content_type',
      `content type '${String(contentType)}' is not JSON`,
    );
  }
  const event = plainToInstance(eventClass, parse(content));
  const faults = await validate(event);
  if (faults.length > 0) throw new PermanentError('invalid_event', describeFaults(faults));
  return event;
}

/** The original producer sends no content type; its bodies are JSON all the same. */
function isJson(contentType: unknown): boolean {
  return (
    contentType === undefined ||
    (typeof contentType === 'string' && /^application\/([\w.+-]+\+)?json\b/i.test(contentType))
  );
}

function parse(content: Buffer): object {
  let parsed: unknown;
  try {
    parsed = secureJson.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch (error) {
    throw new PermanentError('malformed_json', 'the body is not JSON', { cause: error });
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new PermanentError('invalid_event', 'the body is not a JSON object');
  }
  return parsed;
}

function describeFaults(faults: readonly ValidationError[], parent = ''): string {
  return faults
    .flatMap((fault) => [
      ...Object.values(fault.constraints ?? {}).map((reason) => `${parent}${reason}`),
      ...(fault.children?.length
        ? [describeFaults(fault.children, `${parent}${fault.property}.`)]
        : []),
    ])
    .join('; ');
}
