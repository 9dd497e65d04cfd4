import { MAX_JSON_DEPTH } from '../json-bounds';
import { depthOf, isSame } from './compare-json';
import type { PatchOperation, Pointer } from './read-patch';

/** How many characters of JSON the copies of one patch may have: each could double the document. */
const MAX_COPIED_CHARS = 1_048_576;
const INDEX = /^(0|[1-9]\d{0,8})$/;

/** An operation of a patch cannot be done on this document: nothing of the patch is. */
export class PatchNotApplicableError extends Error {
  /** @param index of the operation in the patch. */
  constructor(
    readonly index: number,
    message: string,
  ) {
    super(message);
    this.name = PatchNotApplicableError.name;
  }
}

/**
 * The document as a JSON Patch (RFC 6902) changes it. The document given stays as it is, and nothing of it
 * or of the patch is in the result. Only members of the document itself are read: no prototype. The
 * result is at most 80 levels deep, and `copy` makes at most 1 MiB of JSON.
 *
 * @param document what was parsed from JSON, at most 80 levels deep.
 * @throws PatchNotApplicableError when an operation cannot be done: all are, or none.
 */
export function applyPatch(document: unknown, patch: readonly PatchOperation[]): unknown {
  const patching = new Patching(document);
  for (const [index, operation] of patch.entries()) {
    try {
      patching.apply(operation);
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      throw new PatchNotApplicableError(index, error.message);
    }
  }
  return patching.document;
}

class NotDone extends Error {}

/** A list or an object. */
type Parent = unknown[] | Record<string, unknown>;

class Patching {
  document: unknown;
  private copied = 0;

  constructor(document: unknown) {
    this.document = structuredClone(document);
  }

  apply(operation: PatchOperation): void {
    const { op, path } = operation;
    if (op === 'remove') this.remove(path);
    else if ('from' in operation) {
      if (op === 'move') this.move(operation.from, path);
      else this.add(path, this.copy(this.get(operation.from)));
    } else if (op === 'test') this.test(path, operation.value);
    else if (op === 'add') this.add(path, structuredClone(operation.value));
    else this.replace(path, structuredClone(operation.value));
  }

  private get(path: Pointer): unknown {
    return path.reduce((value, _, at) => memberOf(value, path, at), this.document);
  }

  private parentOf(path: Pointer): Parent {
    const parent = this.get(path.slice(0, -1));
    if (typeof parent === 'object' && parent !== null) return parent as Parent;
    throw new NotDone(`there is nothing at ${write(path)}`);
  }

  private add(path: Pointer, value: unknown): void {
    checkDepth(path, value);
    if (path.length === 0) return void (this.document = value);
    const parent = this.parentOf(path);
    const name = path.at(-1) as string;
    if (!Array.isArray(parent)) return define(parent, name, value);
    const index = name === '-' ? parent.length : indexOf(name);
    if (index > parent.length) throw new NotDone(`the list ends before ${write(path)}`);
    parent.splice(index, 0, value);
  }

  private replace(path: Pointer, value: unknown): void {
    checkDepth(path, value);
    this.get(path);
    if (path.length === 0) this.document = value;
    else define(this.parentOf(path), path.at(-1) as string, value);
  }

  private remove(path: Pointer): void {
    if (path.length === 0) throw new NotDone('the whole document cannot be taken away');
    this.get(path);
    const parent = this.parentOf(path);
    const name = path.at(-1) as string;
    if (Array.isArray(parent)) parent.splice(indexOf(name), 1);
    else Reflect.deleteProperty(parent, name);
  }

  private move(from: Pointer, path: Pointer): void {
    const value = this.get(from);
    const isInside = from.every((name, at) => name === path[at]);
    if (isInside && from.length === path.length) return;
    if (isInside) throw new NotDone('a value cannot be moved into itself');
    this.remove(from);
    this.add(path, value);
  }

  private copy(value: unknown): unknown {
    const text = JSON.stringify(value);
    this.copied += text.length;
    if (this.copied <= MAX_COPIED_CHARS) return JSON.parse(text) as unknown;
    throw new NotDone(`copies have at most ${MAX_COPIED_CHARS} characters`);
  }

  private test(path: Pointer, value: unknown): void {
    if (isSame(this.get(path), value)) return;
    throw new NotDone(`${write(path)} has another value`);
  }
}

function memberOf(value: unknown, path: Pointer, at: number): unknown {
  const name = path[at] as string;
  if (Array.isArray(value)) {
    const index = indexOf(name);
    if (index < value.length) return value[index] as unknown;
  } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, name)) {
    return (value as Record<string, unknown>)[name];
  }
  throw new NotDone(`there is nothing at ${write(path.slice(0, at + 1))}`);
}

function indexOf(name: string): number {
  if (INDEX.test(name)) return Number(name);
  throw new NotDone(`'${name.slice(0, 64)}' is no place in a list`);
}

/** Also for names that objects inherit. */
function define(parent: object, name: string, value: unknown): void {
  const own = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(parent, name, own);
}

function checkDepth(path: Pointer, value: unknown): void {
  if (path.length + depthOf(value) <= MAX_JSON_DEPTH) return;
  throw new NotDone(`it would be nested deeper than ${MAX_JSON_DEPTH} levels`);
}

function write(path: Pointer): string {
  const text = path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return text === '' ? 'the whole document' : text.slice(0, 256);
}
