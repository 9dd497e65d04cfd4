import { create } from 'jsondiffpatch';
import { format, type Op } from 'jsondiffpatch/formatters/jsonpatch';
import { splitPointer } from '../../parts/json-editor/parse-json';

/** Items of a list are compared by place: a patch for many messages must not depend on what is in one. */
const differ = create({ arrays: { detectMove: false } });

/** The JSON Patch (RFC 6902) that makes one value of another; empty when they are the same. */
export function makePatch(before: unknown, after: unknown): Op[] {
  const delta = differ.diff(before, after);
  return delta === undefined ? [] : format(delta);
}

/** What is at a JSON pointer; undefined when nothing is. */
export function readPointer(value: unknown, pointer: string): unknown {
  return splitPointer(pointer).reduce<unknown>(
    (at, name) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, name)
        ? (at as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}
