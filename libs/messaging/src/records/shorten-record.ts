import type { EventDto } from '@warren/model';
import { makeExcerpt, type Excerpt } from '../messages/excerpt';
import { MAX_COUNT } from '../messages/headers/read-count';
import type { PublisherHeaders } from '../messages/headers/read-headers';
import type { JournalRecord } from '../messages/journal-record';
import { MAX_CHARS } from './record-limits';

/**
 * The record with an excerpt in place of its event or body; the same record when it has none. Pure.
 *
 * @param source the bytes the event was read from. Default: the event as JSON.
 */
export function shortenRecord(record: JournalRecord, source?: Buffer): JournalRecord {
  switch (record.kind) {
    case 'processed':
      return { ...record, event: nameOf(record.event), excerpt: excerptOf(record.event, source) };
    case 'failed': {
      if (record.event === undefined) return record;
      return { ...record, event: nameOf(record.event), excerpt: excerptOf(record.event, source) };
    }
    case 'redriven': {
      if (record.edited === undefined) return record;
      return { ...record, edited: nameOf(record.edited), excerpt: excerptOf(record.edited) };
    }
    case 'dead-lettered': {
      if (record.excerpt !== undefined) return record;
      const content = source ?? Buffer.from(record.body, record.encoding);
      const none = { body: '', encoding: 'utf8', decoded: undefined } as const;
      return { ...record, ...none, excerpt: makeExcerpt(content) };
    }
    case 'discarded':
    case 'restored':
    case 'progress':
      return record;
  }
}

/** The record without its publisher's headers, the last part of it that has no bound of its own. Pure. */
export function dropHeaders(record: JournalRecord): JournalRecord {
  if ('delivery' in record) {
    return { ...record, delivery: { ...record.delivery, ...leaveOut(record.delivery) } };
  }
  return record.kind === 'dead-lettered' ? { ...record, ...leaveOut(record) } : record;
}

function leaveOut({
  encodedHeaders,
  headers,
  headersLeftOut = 0,
}: PublisherHeaders): PublisherHeaders {
  const count = headersLeftOut + Object.keys({ ...headers, ...encodedHeaders }).length;
  return { headers: {}, encodedHeaders: undefined, headersLeftOut: Math.min(count, MAX_COUNT) };
}

function nameOf({ id, tipo }: EventDto): EventDto {
  return { id: toName(id), tipo: toName(tipo), payload: {} };
}

/** A handler may have changed them. */
function toName(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_CHARS.name) : '';
}

/** Undefined when there is nothing to take it of: a handler made something that JSON cannot say. */
function excerptOf(event: EventDto, source?: Buffer): Excerpt | undefined {
  if (source !== undefined) return makeExcerpt(source);
  try {
    return makeExcerpt(Buffer.from(JSON.stringify(event)));
  } catch {
    return undefined;
  }
}
