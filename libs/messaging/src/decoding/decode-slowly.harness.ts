import type { EventClass, EventDto } from '@warren/model';
import { toFieldFaults, type FieldFault } from '@warren/platform';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import secureJson from 'secure-json-parse';
import { decodeEvent } from './decode-event';
import { findMissingNested } from './find-missing-nested';
import { putBack, stripInheritedKeys } from './strip-inherited-keys';

export function decode(text: string, eventClass: EventClass): Promise<EventDto> {
  return decodeEvent({ content: Buffer.from(text), properties: {} }, eventClass);
}

/** Everything by class-transformer and class-validator, and nothing by a quick look. */
export async function decodeSlowly(text: string, eventClass: EventClass): Promise<EventDto> {
  const parsed: unknown = secureJson.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('no');
  const setAside = stripInheritedKeys(parsed);
  const event = plainToInstance(eventClass, parsed);
  if ((await validate(event)).length > 0 || findMissingNested(event)) throw new Error('invalid');
  putBack(event, setAside);
  return event;
}

/** What class-validator finds in an event that has no name which objects inherit. */
export async function findFaultsSlowly(
  sent: object,
  eventClass: EventClass,
): Promise<FieldFault[]> {
  return toFieldFaults(await validate(plainToInstance(eventClass, sent)));
}

/** The classes of the event's values, and of theirs. */
function classesIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const { name: own } = (Object.getPrototypeOf(value) as object).constructor as { name?: unknown };
  return [own, ...Object.values(value).map(classesIn)];
}

export async function outcomeOf(
  decoding: Promise<EventDto>,
  eventClass: EventClass,
): Promise<unknown> {
  try {
    const event = await decoding;
    const isInstance = Object.getPrototypeOf(event) === eventClass.prototype;
    const inside = classesIn(event);
    return { json: JSON.stringify(event), names: Reflect.ownKeys(event), isInstance, inside };
  } catch {
    return 'refused';
  }
}
