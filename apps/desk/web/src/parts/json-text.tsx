import { useMemo } from 'react';
import { stringify } from 'lossless-json';
import './json-text.css';

/** Longer text is not coloured: it would cost more than it shows. */
const MAX_COLOURED = 40_000;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d[\d.eE+-]*/g;

interface JsonTextProps {
  /** Numbers may be those of lossless-json. */
  readonly value: unknown;
  readonly label: string;
}

/** Pretty JSON with every digit of its numbers. */
export function JsonText({ label, value }: JsonTextProps): React.JSX.Element {
  const parts = useMemo(() => colour(stringify(value, undefined, 2) ?? ''), [value]);
  return (
    <pre className="json-text mono" tabIndex={0} role="region" aria-label={label}>
      {parts.map(({ kind, text }, n) => (
        <span key={n} className={kind && `json-${kind}`}>
          {text}
        </span>
      ))}
    </pre>
  );
}

interface Part {
  readonly kind?: string;
  readonly text: string;
}

function colour(text: string): Part[] {
  if (text.length > MAX_COLOURED) return [{ text }];
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [token, quoted, colon, word] = match;
    parts.push({ text: text.slice(end, match.index) });
    end = match.index + token.length;
    if (colon !== undefined) parts.push({ kind: 'name', text: quoted ?? '' }, { text: colon });
    else parts.push({ kind: quoted ? 'quoted' : word ? 'word' : 'number', text: token });
  }
  return [...parts, { text: text.slice(end) }].filter((part) => part.text !== '');
}
