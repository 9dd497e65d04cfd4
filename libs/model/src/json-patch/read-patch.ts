import { WarrenError } from '../errors/warren.error';
import { MAX_JSON_DEPTH } from '../json-bounds';

/** The names on the way to a value; none: the whole document. */
export type Pointer = readonly string[];

/** One step of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Pointer; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Pointer }
  | { readonly op: 'move' | 'copy'; readonly from: Pointer; readonly path: Pointer };

/** How many operations one patch may have. */
export const MAX_PATCH_OPERATIONS = 64;

/** RFC 6901. */
const POINTER = /^(\/([^~/]|~[01])*)*$/;
const MAX_POINTER_CHARS = 1_024;

/**
 * The operations of a JSON Patch as a client sent them. No pointer leads through `__proto__`, or more
 * than 80 levels deep. Members that RFC 6902 does not name are ignored, as it says.
 *
 * @param parent the pointer to the patch in what the client sent.
 * @throws WarrenError `invalid_request` with the pointer to the fault.
 */
export function readPatch(given: readonly unknown[], parent = ''): PatchOperation[] {
  if (given.length > MAX_PATCH_OPERATIONS) {
    refuse(parent, `a patch has at most ${MAX_PATCH_OPERATIONS} operations`);
  }
  return given.map((each, index) => readOperation(Object(each) as Sent, `${parent}/${index}`));
}

interface Sent {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

function readOperation(sent: Sent, at: string): PatchOperation {
  const path = readPointer(sent.path, `${at}/path`);
  switch (sent.op) {
    case 'remove':
      return { op: sent.op, path };
    case 'move':
    case 'copy':
      return { op: sent.op, from: readPointer(sent.from, `${at}/from`), path };
    case 'add':
    case 'replace':
    case 'test':
      if (sent.value === undefined) refuse(`${at}/value`, `'${sent.op}' needs a value`);
      return { op: sent.op, path, value: sent.value };
    default:
      return refuse(`${at}/op`, 'op must be add, remove, replace, move, copy or test');
  }
}

function readPointer(sent: unknown, at: string): Pointer {
  if (typeof sent !== 'string' || sent.length > MAX_POINTER_CHARS || !POINTER.test(sent)) {
    return refuse(at, `it must be a JSON pointer of at most ${MAX_POINTER_CHARS} characters`);
  }
  const names = sent.split('/').slice(1);
  const pointer = names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (pointer.includes('__proto__')) refuse(at, 'it must not lead through __proto__');
  if (pointer.length > MAX_JSON_DEPTH) refuse(at, `it leads deeper than ${MAX_JSON_DEPTH} levels`);
  return pointer;
}

function refuse(pointer: string, detail: string): never {
  throw new WarrenError('invalid_request', `the patch is not valid: ${detail}`, {
    errors: [{ pointer, detail }],
  });
}
