import type { JournalRecord } from '../messages/journal-record';

/** About how many bytes a record takes in memory: all its texts, headers and properties. Pure. */
export function sizeOfRecord(record: JournalRecord): number {
  const {
    body = '',
    decoded = '',
    ...rest
  } = record as Partial<Record<'body' | 'decoded', string>>;
  return body.length + decoded.length + JSON.stringify(rest).length;
}
