import type { JournalPosition } from '@warren/messaging';
import { ProblemError } from '@warren/http';

/**
 * A position in the journal, from `first`, an offset, `last:<n>` or an RFC 3339 time.
 *
 * @throws ProblemError `invalid_request` when it is none of these.
 */
export function readPosition(text: string): JournalPosition {
  if (text === 'first') return 'first';
  if (/^\d{1,15}$/.test(text)) return { offset: Number(text) };
  const [, last] = /^last:(\d{1,9})$/.exec(text) ?? [];
  if (last !== undefined && Number(last) > 0) return { last: Number(last) };
  const time = new Date(text);
  // A time without its zone would mean another moment on another machine.
  if (!/^\d{4}-\d\d-\d\d[Tt ].*([Zz]|[+-]\d\d:\d\d)$/.test(text) || Number.isNaN(time.getTime())) {
    throw new ProblemError(
      'invalid_request',
      '`from` must be `first`, an offset, `last:<n>` or an RFC 3339 time with its zone',
    );
  }
  return { time };
}
