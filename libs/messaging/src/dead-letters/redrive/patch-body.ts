import { isUtf8 } from 'node:buffer';
import {
  applyPatch,
  PatchNotApplicableError,
  readJson,
  WarrenError,
  type EventDto,
  type PatchOperation,
  type Queue,
} from '@warren/model';
import { checkEvent } from '../../decoding/check-event';
import type { DeadLetteredRecord } from '../../messages/journal-record';

/** The bytes of the patched event of a dead letter, or why there are none. */
export function patchBody(
  { decoded, properties }: Pick<DeadLetteredRecord, 'decoded' | 'properties'>,
  content: Buffer,
  patch: readonly PatchOperation[],
): Buffer | string {
  const plain = isUtf8(content) ? content.toString() : undefined;
  const text = properties['contentEncoding'] === undefined ? plain : decoded;
  const event = text === undefined ? undefined : readJson(text);
  if (typeof event !== 'object' || event === null) return 'its bytes are not a JSON object';
  if (hasUnsafeNumber(event)) {
    return 'it has a number beyond 2^53, which would be another one when it is written again';
  }
  try {
    return Buffer.from(JSON.stringify(applyPatch(event, patch)));
  } catch (error) {
    if (!(error instanceof PatchNotApplicableError)) throw error;
    return `operation ${error.index} of the patch cannot be done: ${error.message}`;
  }
}

/**
 * The event that a queue is sent in place of a dead letter: patched, where there is a patch. Undefined:
 * its bytes as they are.
 *
 * @throws WarrenError `invalid_request` when the patch does not apply, or the queue would refuse it.
 */
export async function prepareEvent(
  record: DeadLetteredRecord,
  content: Buffer,
  queue: Queue,
  patch: readonly PatchOperation[] | undefined,
): Promise<EventDto | undefined> {
  const { contentEncoding, contentType } = record.properties;
  const sent = patch ? patchBody(record, content, patch) : content;
  if (typeof sent === 'string') throw new WarrenError('invalid_request', sent);
  const properties = patch ? { contentType: 'application/json' } : { contentEncoding, contentType };
  const found = await checkEvent({ content: sent, properties }, queue.event);
  if (found) {
    const faults = found.faults.map(({ detail, pointer }) => `${pointer} ${detail}`.trim());
    throw new WarrenError('invalid_request', `${found.code}: ${faults.join('; ')}`.slice(0, 1_024));
  }
  return patch && (JSON.parse(sent.toString()) as EventDto);
}

/** Recurses: what `readJson` gives is at most 80 levels deep. */
function hasUnsafeNumber(value: object): boolean {
  return (Object.values(value) as unknown[]).some((each) =>
    typeof each === 'object' && each !== null
      ? hasUnsafeNumber(each)
      : typeof each === 'number' && Math.abs(each) > Number.MAX_SAFE_INTEGER,
  );
}
