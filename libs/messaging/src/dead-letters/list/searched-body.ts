import { findExceededJsonBound, MAX_JSON_DEPTH } from '@warren/model';
import type { DeadLetteredRecord } from '../../messages/journal-record';

/** White space beside punctuation, or an escape that JSON can do without: compact JSON has none outside its texts. */
const LOOSE = /\\[u/]|[,:{[]\s|\s[,:}\]]/;
/** A larger body, or one of more values, is searched as it is only: to compact it would take too long. */
const MAX_COMPACTED = { chars: 1_048_576, values: 50_000 };

type Body = Pick<DeadLetteredRecord, 'body' | 'decoded' | 'encoding' | 'excerpt'>;

/** The text of a dead letter, or of the excerpt of it; undefined when its bytes are none. */
export function textOf({ body, decoded, encoding, excerpt }: Body): string | undefined {
  if (decoded !== undefined) return decoded;
  return encoding === 'utf8' ? (excerpt?.head ?? body) : undefined;
}

/** The body of a dead letter, to be searched for texts. */
export class SearchedBody {
  /** Found out at the first search. */
  private isCompact?: boolean;

  constructor(private readonly record: Body) {}

  /** How many characters a search looks at. */
  get length(): number {
    return textOf(this.record)?.length ?? 0;
  }

  /** Whether a text is in the body as it is, or as it would be without white space and escapes. */
  has(text: string): boolean {
    const body = textOf(this.record);
    if (body === undefined) return false;
    if (body.includes(text)) return true;
    if (this.isCompact) return false;
    const compact = compacted(body);
    this.isCompact = compact === undefined || compact === body;
    return !this.isCompact && compact?.includes(text) === true;
  }
}

/** Undefined when it is compact, no JSON, or too much to find out. */
function compacted(body: string): string | undefined {
  const { chars, values } = MAX_COMPACTED;
  if (body.length > chars || !LOOSE.test(body)) return undefined;
  if (findExceededJsonBound(body, MAX_JSON_DEPTH, values) !== undefined) return undefined;
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return undefined;
  }
}
