import { MAX_PAYLOAD_DEPTH } from '@warren/model';
import { PermanentError } from '../messages/handler-errors';

/** How deep objects and lists may be nested in an event; its payload is the first level. */
const DEEPEST = MAX_PAYLOAD_DEPTH;

const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** An object some of whose fields were taken out, and how to find it again in a copy of the tree. */
interface Stripped {
  readonly path: readonly string[];
  /** All of its fields, in their order, those taken out included. */
  readonly fields: readonly (readonly [string, unknown])[];
}

interface Node {
  readonly object: object;
  readonly name: string;
  readonly parent?: Node;
  readonly depth: number;
  /** In a field that was taken out, so that it is not copied. */
  readonly isAside: boolean;
}

/**
 * Takes out every field whose name each object inherits (`constructor`, `toString`): class-transformer
 * drops or calls them, and class-validator believes them. `putBack` undoes it.
 *
 * @throws PermanentError `invalid_event` when the tree is nested too deep for what recurses over it.
 */
export function stripInheritedKeys(root: object): Stripped[] {
  const stripped: Stripped[] = [];
  // A list of what is left to do, and no recursion: the depth is not known yet.
  const left: Node[] = [{ object: root, name: '', depth: 0, isAside: false }];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.depth > DEEPEST) {
      throw new PermanentError('invalid_event', `nested deeper than ${DEEPEST} levels`);
    }
    const fields = Object.entries(node.object) as [string, unknown][];
    const inherited = node.isAside ? [] : fields.filter(([name]) => isInherited(name));
    if (inherited.length > 0) stripped.push({ path: pathOf(node), fields });
    for (const [name] of inherited) Reflect.deleteProperty(node.object, name);
    for (const [name, value] of fields) {
      if (typeof value !== 'object' || value === null) continue;
      const isAside = node.isAside || isInherited(name);
      left.push({ object: value, name, parent: node, depth: node.depth + 1, isAside });
    }
  }
  return stripped;
}

/** Whether nothing in the tree is to be set aside, nor is it nested too deep: one quick look. */
export function isUnremarkable(value: object, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) {
    for (const each of value as unknown[]) {
      if (typeof each === 'object' && each !== null && !isUnremarkable(each, depth + 1))
        return false;
    }
    return true;
  }
  // With `in`, since to list the entries costs as much as all the rest.
  for (const name in value) {
    if (INHERITED.has(name)) return false;
    const inner = (value as Record<string, unknown>)[name];
    if (typeof inner === 'object' && inner !== null && !isUnremarkable(inner, depth + 1))
      return false;
  }
  return true;
}

/** Puts the fields back into a copy of the tree, each object's in the order they were in. */
export function putBack(root: object, stripped: readonly Stripped[]): void {
  for (const { path, fields } of stripped) {
    const object = path.reduce<unknown>(
      (at, name) => (at as Record<string, unknown> | undefined)?.[name],
      root,
    );
    if (typeof object !== 'object' || object === null) continue;
    const copy = object as Record<string, unknown>;
    for (const [name, value] of fields) {
      if (!isInherited(name) && !Object.hasOwn(copy, name)) continue;
      const kept = isInherited(name) ? value : copy[name];
      Reflect.deleteProperty(copy, name);
      copy[name] = kept;
    }
  }
}

function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

function pathOf(node: Node): string[] {
  const path: string[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) path.unshift(at.name);
  return path;
}
