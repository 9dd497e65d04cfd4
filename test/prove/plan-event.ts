import { routes, topology } from '@warren/contracts';
import { routeMessage, type PublishRoute } from '@warren/model';
import { Random } from './random';

/**
 * What an event does to its handlers. `fine`: nothing. `slow`: keeps them busy for a while.
 * `retried`: fails on its first attempts. `exhausted`: fails on all of them. `permanent`: fails for
 * good at once. `crashing`: kills its process once or twice. `poison`: kills it every time.
 * `unroutable`: reaches none, since no queue wants it. `foreign`: see plan-foreign.ts.
 */
export type EventKind =
  | 'fine'
  | 'slow'
  | 'retried'
  | 'exhausted'
  | 'permanent'
  | 'crashing'
  | 'poison'
  | 'unroutable'
  | 'foreign';

/** How a message can end that no gateway has checked. */
export type ForeignEnd = 'processed' | 'dead letter' | 'set aside';

/** An event before it is published, with where it must arrive. */
export interface PlannedEvent {
  /** Unique in a run, and the same in each run of the seed. */
  readonly id: string;
  readonly kind: EventKind;
  /** Of the gateway. */
  readonly path: string;
  readonly body: object;
  /** The queues the declared topology brings it to. */
  readonly queues: readonly string[];
  /** Whether its publisher repeats until it is confirmed; else it takes the first answer. */
  readonly isPatient: boolean;
  /** What is special about it, in words; absent: its kind says so. */
  readonly what?: string;
  /** Of a foreign one: how it may end. */
  readonly ends?: readonly ForeignEnd[];
  /** Whether the broker may drop it: its queue keeps nothing for longer than its sender waits. */
  readonly mayVanish?: boolean;
}

interface Target {
  readonly route: keyof typeof routes;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What its queues want, beside what is planned. */
  readonly tipo?: string;
  readonly payload?: object;
}

const ETL: Target = { route: 'direct', key: 'etl.job' };
const PRIORITY: Target = { route: 'direct', key: 'job.priority', payload: { job: 'any' } };
const NOWHERE: Target = { route: 'direct', key: 'nowhere' };
/** All of them reach quorum queues, of which the broker counts the returns. */
const TARGETS: readonly [Target, ...Target[]] = [
  { route: 'send' },
  { route: 'direct', key: 'info' },
  { route: 'direct', key: 'error' },
  ETL,
  {
    ...{ route: 'topic', key: 'orders.eu.created' },
    ...{ tipo: 'ORDER_CREATED', payload: { total: 99 } },
  },
  {
    ...{ route: 'topic', key: 'orders.eu.paid' },
    ...{ tipo: 'ORDER_PAID', payload: { total: 99, payment: 'any' } },
  },
  { route: 'fanout', payload: { text: 'Hello' } },
  { route: 'headers', headers: { lang: 'es', priority: 'high' }, payload: { name: 'Ana' } },
];

/** The event with this number, the same for the same seed. */
export function planEvent(seed: number, number: number): PlannedEvent {
  const random = new Random(seed, 1_000 + number);
  const isPatient = random.percent(90);
  const target = random.percent(5) ? PRIORITY : random.pick(TARGETS);
  const plan = (kind: EventKind, payload: object, to: Target = target): PlannedEvent =>
    describe({ id: `${seed}-${number}`, kind, isPatient }, to, payload);
  const failing = (fail: string, attempts?: number): object => ({ lab: { fail, attempts } });
  const share = random.next() * 100;
  if (share < 1) return plan('unroutable', {}, NOWHERE);
  if (share < 2) return plan('exhausted', failing('retryable'), ETL);
  if (share < 5) return plan('permanent', failing('permanent'));
  if (share < 12) return plan('retried', failing('retryable', random.between(1, 2)));
  // One at a time is what a priority queue handles: a slow one would hold up the whole of it.
  if (share < 18 && target !== PRIORITY)
    return plan('slow', { slowMs: random.between(100, 2_000) });
  return plan('fine', {});
}

/** An event that fails for good, for one that must not be missing. */
export function planFailing(id: string): PlannedEvent {
  const payload = { lab: { fail: 'permanent' } };
  return describe({ id, kind: 'permanent', isPatient: true }, { route: 'send' }, payload);
}

/**
 * An event that kills its worker `times` times, or always. The latter goes where the waits between its
 * returns are seconds.
 */
export function planCrash(id: string, times?: number): PlannedEvent {
  const kind = times === undefined ? 'poison' : 'crashing';
  const payload = { lab: { fail: 'crash', attempts: times } };
  const target: Target = times === undefined ? ETL : { route: 'send' };
  return describe({ id, kind, isPatient: true }, target, payload);
}

function describe(
  event: Pick<PlannedEvent, 'id' | 'kind' | 'isPatient'>,
  { route, key, headers, tipo = 'PROVE', ...wanted }: Target,
  planned: object,
): PlannedEvent {
  const { exchange, routingKey = key ?? '' }: PublishRoute = routes[route];
  const payload = { ...wanted.payload, ...planned };
  const body = { id: event.id, tipo, payload, ...(headers && { options: { headers } }) };
  const { queues } = routeMessage(topology, exchange, routingKey, headers ?? {});
  return { ...event, path: key === undefined ? `/${route}` : `/${route}/${key}`, body, queues };
}
