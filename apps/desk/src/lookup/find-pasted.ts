import type { DeadLetter } from '@warren/messaging';
import type { Topology } from '@warren/model';
import type { SearchBudget, Steps } from '@warren/platform';
import {
  parseFacts,
  visitMatching,
  type MessageEntry,
  type MessagesProjection,
} from '@warren/views';
import { readPasted } from './read-pasted';

/** What a text may be. */
export const KINDS = [
  ...['message', 'dead-letter', 'event', 'flow', 'trace', 'queue', 'exchange', 'tipo', 'offset'],
] as const;

/** One thing that somebody may have meant. */
interface FoundThing {
  readonly kind: string;
  readonly title: string;
  /** Relative to the root of the desk. */
  readonly link: string;
}

/** What was found, and whether everything was looked through for it. */
interface FoundThings {
  readonly complete: boolean;
  readonly entries: readonly FoundThing[];
}

/** Where it is looked for. */
export interface Places {
  readonly messages: MessagesProjection;
  readonly deadLetters: { get(deadLetterId: string): DeadLetter | undefined };
  readonly topology: Pick<Topology, 'exchanges' | 'queues'>;
}

/** Messages that one lookup goes through, over all texts that are no id or name by themselves. */
const MAX_SEARCHED = 500_000;
const TRACE_ID = /^[0-9a-f]{32}$/;
const MAX_ENTRIES = 50;
/** Of names in which the text is only a part, and of messages of one event. */
const MAX_SIMILAR = 10;

/**
 * What somebody may have meant by a text, the most likely first: up to 50. Ids of messages and dead
 * letters, names and offsets are found at once; only for what is none of them up to 500,000 messages are
 * gone through, the newest first, for events, flows, traces and tipos.
 */
export function* findPasted(places: Places, pasted: string): Steps<FoundThings> {
  const texts = readPasted(pasted);
  const known = texts.flatMap((text) => findKnown(places, text));
  const searched = new Set(texts.filter((text) => !isFound(places, text)));
  const { complete, found } = yield* search(places.messages, searched);
  const similar = texts.flatMap((text) => findSimilar(places, text));
  const all = [...known, ...found, ...similar];
  const entries = [...new Map(all.map((each) => [each.link, each])).values()];
  return { complete, entries: entries.slice(0, MAX_ENTRIES) };
}

/** Found by their own id or name. */
function findKnown({ deadLetters, messages, topology }: Places, text: string): FoundThing[] {
  const found = messages.entriesOf(text).slice(0, 1).flatMap(toMessage);
  const letter = deadLetters.get(text);
  if (letter) found.push(toDeadLetter(letter));
  found.push(...topology.queues.filter(({ name }) => name === text).map(toQueue));
  found.push(
    ...topology.exchanges.filter(({ name }) => name === text && text !== '').map(toExchange),
  );
  if (/^\d{1,15}$/.test(text)) found.push(...toOffset(messages, Number(text)));
  return found;
}

function isFound(places: Places, text: string): boolean {
  return findKnown(places, text).some(({ kind }) => kind !== 'offset');
}

function* search(
  messages: MessagesProjection,
  texts: ReadonlySet<string>,
): Steps<{ complete: boolean; found: FoundThing[] }> {
  const found: FoundThing[] = [];
  if (texts.size === 0) return { complete: true, found };
  const inFacts = [...texts].flatMap(needlesOf);
  const links = new Set<string>();
  const add = (thing: FoundThing): void => {
    if (links.has(thing.link) || links.size >= MAX_ENTRIES) return;
    links.add(thing.link);
    found.push(thing);
  };
  let events = 0;
  const visit = (entry: MessageEntry): void => {
    const { facts, id, tipo } = entry;
    if (id !== undefined && texts.has(id) && (events += 1) <= MAX_SIMILAR) {
      add(toEvent(id));
      toMessage(entry).forEach(add);
    }
    if (tipo !== undefined && texts.has(tipo)) add(toTipo(tipo));
    if (facts !== undefined && inFacts.some((each) => facts.includes(each))) {
      ofFacts(facts, texts).forEach(add);
    }
  };
  const budget: SearchBudget = { items: Math.ceil(MAX_SEARCHED / texts.size), chars: Infinity };
  const older = yield* visitMatching(messages, { outcome: 'any' }, visit, budget);
  return { complete: older === undefined, found };
}

/** What the facts of a message have in them whose flow or trace it is: only those are parsed. */
function needlesOf(text: string): string[] {
  const ofFlow = `"correlationId":${JSON.stringify(text)}`;
  return TRACE_ID.test(text) ? [ofFlow, `-${text}-`] : [ofFlow];
}

function ofFacts(facts: string, texts: ReadonlySet<string>): FoundThing[] {
  const { correlationId, headers } = parseFacts(facts);
  const traceId = typeof headers.traceparent === 'string' ? headers.traceparent.split('-')[1] : '';
  return [
    ...(correlationId !== undefined && texts.has(correlationId) ? [toFlow(correlationId)] : []),
    ...(traceId !== undefined && texts.has(traceId) ? [toTrace(traceId)] : []),
  ];
}

/** Queues and exchanges that have the text in their names. */
function findSimilar({ topology }: Places, text: string): FoundThing[] {
  const part = text.toLowerCase();
  const has = ({ name }: { name: string }): boolean => name.toLowerCase().includes(part);
  return [
    ...topology.queues.filter(has).slice(0, MAX_SIMILAR).map(toQueue),
    ...topology.exchanges.filter(has).slice(0, MAX_SIMILAR).map(toExchange),
  ];
}

/** The message, and the flow it belongs to. */
function toMessage({ facts, messageId, outcome, queue, tipo }: MessageEntry): FoundThing[] {
  const { correlationId } = parseFacts(facts);
  const title = `${tipo ?? 'no event'} in ${queue}: ${outcome}`;
  const message = { kind: 'message', title, link: `messages/${encodeURIComponent(messageId)}` };
  return correlationId === undefined ? [message] : [message, toFlow(correlationId)];
}

function toDeadLetter({ record, state }: DeadLetter): FoundThing {
  const { deadLetterId, failure, queue } = record;
  const link = `dead-letters/${encodeURIComponent(deadLetterId)}`;
  return { kind: 'dead-letter', title: `${failure.code} in ${queue}: ${state}`, link };
}

function toQueue({ name }: { readonly name: string }): FoundThing {
  return { kind: 'queue', title: `Queue ${name}`, link: listed('queue', name) };
}

function toExchange({ name }: { readonly name: string }): FoundThing {
  return { kind: 'exchange', title: `Exchange ${name}`, link: listed('exchange', name) };
}

function toEvent(id: string): FoundThing {
  return { kind: 'event', title: `Event ${id}`, link: listed('id', id) };
}

function toTipo(tipo: string): FoundThing {
  return { kind: 'tipo', title: `Events ${tipo}`, link: listed('tipo', tipo) };
}

function toTrace(traceId: string): FoundThing {
  return { kind: 'trace', title: `Trace ${traceId}`, link: listed('traceId', traceId) };
}

function toFlow(correlationId: string): FoundThing {
  const link = `flows/${encodeURIComponent(correlationId)}`;
  return { kind: 'flow', title: `Flow ${correlationId}`, link };
}

function toOffset({ order }: MessagesProjection, offset: number): FoundThing[] {
  const [entry] = order.chunkBefore(offset + 1, 1);
  const link = `messages?outcome=any&before=${offset + 1}`;
  const list = { kind: 'offset', title: `Messages up to offset ${offset}`, link };
  return entry?.offset === offset ? [...toMessage(entry), list] : entry ? [list] : [];
}

function listed(name: string, value: string): string {
  return `messages?${new URLSearchParams({ outcome: 'any', [name]: value }).toString()}`;
}
