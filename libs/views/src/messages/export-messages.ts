import type { Steps, TimeSlices } from '@warren/platform';
import type { SearchedMessages } from './find-messages';
import type { MessageEntry } from './message-entry';
import { compileFilter, type CompiledFilter, type MessageFilter } from './message-filter';

/** About how many characters are written at once. */
const PART_CHARS = 65_536;
/** Messages that are looked at in one step. */
const STEP = 64;
/** Messages that are named in one step. */
const NAMED = 4_096;

/** Which messages are written, and how. */
export interface ExportOrder {
  readonly filter: MessageFilter & { readonly before?: number };
  readonly head: string;
  /** A message as it is written, its line end included. */
  readonly write: (entry: MessageEntry) => string;
}

/**
 * The names of the entries that were there when an export began, and not those: a client that reads
 * slowly must not keep what is forgotten meanwhile.
 */
interface Names {
  readonly ids: string[];
  readonly queues: string[];
}

/** Where an export is. */
interface Walk {
  readonly messages: SearchedMessages;
  readonly names: Names;
  next: number;
}

/**
 * Every message that matches, in parts of about 64 KiB, each made when the one before was read: each
 * message that is kept when this begins once, as it is when it is written, the least recently recorded
 * first. One that is forgotten meanwhile is left out.
 *
 * Holds 16 bytes for each message, up to 24 while it grows, and the ids of those that were forgotten.
 */
export async function* exportMessages(
  messages: SearchedMessages,
  { filter, head, write }: ExportOrder,
  slices: Pick<TimeSlices, 'run'>,
  gone: AbortSignal,
): AsyncGenerator<string> {
  const { before = Infinity } = filter;
  const { matches, text } = compileFilter(filter);
  const compiled: CompiledFilter = {
    matches: (entry) => entry.offset < before && matches(entry),
    ...(text && { text }),
  };
  const names = await slices.run(nameAll(messages, filter.messageId), gone);
  const walk: Walk = { messages, names, next: 0 };
  if (head !== '') yield head;
  while (walk.next < names.ids.length) {
    const part = await slices.run(writePart(walk, compiled, write), gone);
    if (part !== '') yield part;
  }
}

function* nameAll(messages: SearchedMessages, messageId: string | undefined): Steps<Names> {
  const entries =
    messageId === undefined ? messages.order.snapshot() : messages.entriesOf(messageId);
  const names: Names = { ids: [], queues: [] };
  for (const [index, entry] of entries.entries()) {
    if (index % NAMED === NAMED - 1) yield;
    if (entry === undefined) continue;
    names.ids.push(entry.messageId);
    names.queues.push(entry.queue);
  }
  return names;
}

function* writePart(
  walk: Walk,
  { matches, text }: CompiledFilter,
  write: (entry: MessageEntry) => string,
): Steps<string> {
  let part = '';
  let read = 0;
  while (walk.next < walk.names.ids.length && part.length < PART_CHARS) {
    const entry = nextOf(walk);
    if (entry && matches(entry)) {
      read += text?.length(entry) ?? 0;
      if (!text || text.isIn(entry)) {
        part += write(entry);
        read += (entry.body?.length ?? 0) + entry.steps.length + (entry.facts?.length ?? 0);
      }
    }
    if (walk.next % STEP === 0 || read >= PART_CHARS) {
      read = 0;
      yield;
    }
  }
  return part;
}

/** The next entry as it is now; undefined when it is forgotten. */
function nextOf(walk: Walk): MessageEntry | undefined {
  const { ids, queues } = walk.names;
  const queue = queues[walk.next];
  const messageId = ids[walk.next] ?? '';
  walk.next += 1;
  return walk.messages.entriesOf(messageId).find((entry) => entry.queue === queue);
}
