import type { DeadLetter } from '../group.queries';
import { parseJson } from '../../parts/json-editor/parse-json';

/** The event of a dead letter; undefined where its bytes are no JSON text that is kept here. */
export function readEvent(letter: DeadLetter): unknown {
  const { body, decoded, encoding, excerpt } = letter;
  if (excerpt !== undefined) return undefined;
  const text = decoded ?? (encoding === 'utf8' ? body : '');
  const parsed = parseJson(text);
  return 'value' in parsed ? parsed.value : undefined;
}
