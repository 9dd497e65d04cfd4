import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { parseJson } from '../parts/json-editor/parse-json';

const TYPING_MS = 350;

/** The text of an event that somebody writes. */
export interface Draft {
  readonly text: string;
  readonly type: (text: string) => void;
  /** Puts another text in its place, from which the editor starts over. */
  readonly replace: (text: string) => void;
  /** Names the text that the editor began with. */
  readonly begun: number;
  /** The text after a moment without typing. */
  readonly settled: string;
  readonly parsed: ReturnType<typeof parseJson>;
}

export function useDraft(first: () => string): Draft {
  const [text, type] = useState(first);
  const [begun, setBegun] = useState(0);
  const [settled] = useDebouncedValue(text, TYPING_MS);
  const replace = (next: string): void => {
    type(next);
    setBegun((count) => count + 1);
  };
  return { text, type, replace, begun, settled, parsed: parseJson(settled) };
}
