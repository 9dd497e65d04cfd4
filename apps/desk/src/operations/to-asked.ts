import { MAX_PATCH_CHARS } from '@warren/messaging';
import { WarrenError, readPatch } from '@warren/model';
import type { OrderOperationDto } from './operation.query.dto';
import type { AskedOperation } from './operations.service';

/**
 * The order in a body that is valid by field; a field that is null counts as one that is not there.
 *
 * @throws WarrenError `invalid_request` when the fields do not go together, or the patch is none.
 */
export function toAsked(body: OrderOperationDto, by: string): AskedOperation {
  const { action, canary, reason } = body;
  const isRedrive = action === 'redrive';
  for (const name of ['patch', 'to', 'canary'] as const) {
    if (isRedrive || body[name] == null) continue;
    throw new WarrenError('invalid_request', `${name} is for a redrive only`);
  }
  return {
    ...{ action, by, reason },
    patch: body.patch == null ? undefined : writePatch(body.patch),
    to: body.to ?? undefined,
    rate: body.rate ?? undefined,
    canaryCount: canary?.count,
    canaryWaitMs: canary?.waitMs ?? undefined,
    maxFailures: body.maxFailures ?? undefined,
  };
}

function writePatch(patch: object[]): string {
  // As it was sent; the journal's readers read it as this does.
  readPatch(patch, '/patch');
  const text = JSON.stringify(patch);
  if (text.length <= MAX_PATCH_CHARS) return text;
  throw new WarrenError('invalid_request', `the patch has more than ${MAX_PATCH_CHARS} characters`);
}
