import { queues, topology } from '@warren/contracts';
import { nestedLists, rawField, rawProperties, rawText, rawValue } from '@warren/testing';
import { nameForeign } from './name-trace';
import type { ForeignEnd, PlannedEvent } from './plan-event';
import { Random } from './random';

/** Beyond it nothing is sent by the workers of a run, in bytes: the least that can be set. */
export const MAX_MESSAGE_BYTES = 262_144;
/** Larger than a worker sends, and larger than a record may be by itself. */
const LARGE_BYTES = [300_000, 2_200_000] as const;

/** A message as another client sends it: straight to one queue. Its id is its message id. */
export interface ForeignMessage extends PlannedEvent {
  readonly kind: 'foreign';
  /** Where it is sent; `queues` is empty where nothing may come of it. */
  readonly to: string;
  readonly properties: Buffer;
  readonly content: Buffer;
}

interface Made {
  readonly headers?: readonly Buffer[];
  readonly contentType?: string;
  readonly content: Buffer;
}

interface ForeignKind {
  readonly to: readonly [string, ...string[]];
  readonly ends: readonly ForeignEnd[];
  readonly make: (id: string, random: Random) => Made;
}

const { etlJobs, jobsPriority, logsInfo, mensajes, ordersAudit } = queues;
const WORK = [mensajes.name, logsInfo.name, etlJobs.name, ordersAudit.name] as const;
const ALL = [...WORK, jobsPriority.name, topology.schedule.queue] as const;
const DEAD = topology.deadLetters.queue;
const JOURNAL = topology.journal.queue;
const JSON_TYPE = 'application/json';

/** A valid event of every work queue here. */
function write(id: string, payload: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ id, tipo: 'FOREIGN', payload: { job: 'any', ...payload } }));
}

const filler = (random: Random): string => 'x'.repeat(random.pick(LARGE_BYTES));
const deepHeader = (random: Random): Buffer =>
  rawField('deep', nestedLists(random.between(65, 5_000)));

/** Headers of types that Warren does not expect; the broker takes all of them. */
const BROKEN_HEADERS = [
  rawField('warren-attempt', rawText('first')),
  rawField('warren-redrives', rawValue('d', Buffer.alloc(8, 0xff))),
  rawField('warren-queue', nestedLists(3)),
  rawField('warren-deliver-at', rawValue('l', Buffer.alloc(8, 0x7f))),
  rawField('warren-published-at', rawValue('T', Buffer.alloc(8, 0x7f))),
  rawField('x-delivery-count', rawText('\u0000')),
  rawField('not utf-8', rawValue('S', Buffer.from([0xff, 0xfe]), true)),
  rawField('__proto__', rawText('any')),
] as const;

const KINDS: Readonly<Record<string, ForeignKind>> = {
  'deep body': {
    to: [...ALL, DEAD],
    ends: ['dead letter'],
    make: (id) => {
      const nested = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
      const content = Buffer.from(`{"id":"${id}","tipo":"FOREIGN","payload":{"a":${nested}}}`);
      return { content, contentType: JSON_TYPE };
    },
  },
  'deep header': {
    to: [...ALL, DEAD, topology.commands.queue],
    ends: ['set aside'],
    make: (id, random) => ({ content: write(id), headers: [deepHeader(random)] }),
  },
  /** To a classic queue of RabbitMQ 3: others give out this number as another type. */
  'unsigned number': {
    to: [jobsPriority.name],
    ends: ['processed'],
    make: (id) => {
      const headers = [rawField('unsigned', rawValue('L', Buffer.alloc(8, 0xff)))];
      return { content: write(id), headers };
    },
  },
  'large and processed': {
    to: WORK,
    ends: ['processed'],
    make: (id, random) => ({ content: write(id, { filler: filler(random) }) }),
  },
  'large and failing': {
    to: WORK,
    ends: ['dead letter'],
    make: (id, random) => {
      const lab = { fail: random.pick(['permanent', 'retryable']) };
      return { content: write(id, { filler: filler(random), lab }) };
    },
  },
  'large with a deep header': {
    to: WORK,
    ends: ['set aside'],
    make: (id, random) => ({
      content: write(id, { filler: 'x'.repeat(LARGE_BYTES[0]) }),
      headers: [deepHeader(random)],
    }),
  },
  'no content type': {
    to: [...WORK, jobsPriority.name],
    ends: ['processed'],
    make: (id) => ({ content: write(id) }),
  },
  'odd content type': {
    to: [...WORK, jobsPriority.name],
    ends: ['dead letter'],
    make: (id, random) => ({
      content: write(id),
      contentType: random.pick(['text/plain', 'application/octet-stream', '\u0000', 'json']),
    }),
  },
  'not JSON': {
    to: [...ALL, DEAD],
    ends: ['dead letter'],
    make: (_, random) => ({
      content: Buffer.from(random.pick(['', '{"id":', '\u0000\u00ff', '[['.repeat(100_000)])),
      contentType: JSON_TYPE,
    }),
  },
  'not its event': {
    to: ALL,
    ends: ['dead letter'],
    make: (_, random) => ({
      content: Buffer.from(random.pick(['null', '[]', '7', '"text"', '{}', '{"id":1,"tipo":{}}'])),
      contentType: JSON_TYPE,
    }),
  },
  'broken headers': {
    to: [...WORK, jobsPriority.name],
    ends: ['processed', 'dead letter'],
    make: (id, random) => ({ content: write(id), headers: [random.pick(BROKEN_HEADERS)] }),
  },
  'no record': {
    to: [JOURNAL],
    ends: [],
    make: (id, random) => ({
      content: random.pick([write(id), Buffer.from('{"v":1,"kind":'), Buffer.alloc(9_000, '[')]),
    }),
  },
};

/** The message with this number, the same for the same seed. Pure. */
export function planForeign(seed: number, number: number): ForeignMessage {
  const random = new Random(seed, 500_000 + number);
  const names = Object.keys(KINDS);
  // Each kind as often as the others, so that a short run has all of them.
  const name = names[number % names.length] ?? '';
  const kind = KINDS[name] as ForeignKind;
  const id = nameForeign(seed, number);
  const to = random.pick(kind.to);
  const { content, contentType, headers } = kind.make(id, random);
  return {
    ...{ id, kind: 'foreign', to, content, ends: kind.ends },
    properties: rawProperties({ headers, contentType, messageId: id, persistent: true }),
    queues: kind.ends.length === 0 ? [] : [to],
    // After a minute or three deliveries; its caller was answered by its deadline.
    mayVanish: to === topology.commands.queue,
    ...{ path: '', body: {}, isPatient: true, what: `${name} to ${to}` },
  };
}
