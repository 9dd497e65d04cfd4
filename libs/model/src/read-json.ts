import { findExceededJsonBound } from './json-bounds';

/**
 * The value of a JSON text that anyone may have written; undefined when there is none, and when the
 * text exceeds a bound of `findExceededJsonBound`. So any walk over the value ends, recursive or not.
 * Never throws.
 */
export function readJson(text: string): unknown {
  if (findExceededJsonBound(text) !== undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
