import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { waitFor, type AppProcess } from '@warren/testing';

/** From how many connections an attack comes. */
const CONNECTIONS = 64;
/** After an attack all must be as before within this time, in milliseconds. */
const RECOVERY_MS = 2_000;
/** How long the probes continue after that, to see that it is so. */
const AFTER_MS = 2_000;

/** Within which `/livez` and other honest requests are answered while an attack goes on. */
const LIVEZ_MS = 200;
const OTHERS_MS = 1_000;
/** Heavy work waits for its share of the event loop: a batch of 200 events, and a page among many. */
const HEAVY_MS = 10_000;
const limitOf = (probe: string): number =>
  probe.startsWith('livez') ? LIVEZ_MS : ['batch', 'read'].includes(probe) ? HEAVY_MS : OTHERS_MS;

/** For the environment of an app whose event loop is watched: `startSystem(WATCHED)`. */
export const WATCHED = { NODE_OPTIONS: `--require ${join(__dirname, 'watch-loop.js')}` };

/** A request of an honest client, made again and again, 20 ms after each answer. */
export interface Probe {
  readonly name: string;
  readonly url: string;
  /** The status that it must be answered with. */
  readonly expected: number;
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  /** Each time by a connection of its own. */
  readonly connects?: boolean;
  readonly headers?: Record<string, string>;
}

/** `/livez` by a connection of its own each time, as an orchestrator asks, and by a kept one. */
export function probesOfLife(appUrl: string): Probe[] {
  const probe = { url: `${appUrl}/livez`, expected: 200 };
  return [
    { ...probe, name: 'livez', connects: true },
    { ...probe, name: 'livez, kept connection' },
  ];
}

export interface Overload {
  /** The process that is attacked, started with `WATCHED`. */
  readonly app: AppProcess;
  readonly probes: readonly Probe[];
  /**
   * What each of 64 connections does, again and again until the signal aborts; it must settle soon then.
   * What it throws is ignored: an attacker that is refused tries again.
   */
  readonly attack: (over: AbortSignal) => Promise<unknown>;
  readonly forMs?: number;
  /** How much memory it may hold when that is over, resident, in MB. */
  readonly memoryAfter: number;
}

/** What was seen of one probe, in milliseconds. */
interface ProbeFigures {
  readonly answered: number;
  readonly failed: number;
  readonly median: number;
  readonly worst: number;
  /** The most of an answer's time that the event loop of the attacked process was on a processor. */
  readonly worstUsed: number;
  /** Of those that were answered later than two seconds after the attack. */
  readonly answeredAfter: number;
  readonly failedAfter: number;
  readonly worstAfter: number;
}

/** What was seen of an attack. Memory is resident, in MB. */
export interface OverloadFigures {
  readonly probes: Record<string, ProbeFigures>;
  /** The longest that the event loop was held at a stretch, in milliseconds of processor time. */
  readonly heldMs: number;
  readonly heldAfterMs: number;
  readonly memoryBefore: number;
  readonly memoryPeak: number;
  readonly memoryAfter: number;
}

interface Probed {
  readonly name: string;
  readonly ok: boolean;
  readonly took: number;
  readonly used: number;
  readonly at: number;
}

/**
 * Attacks a process from 64 connections while honest clients use it, and says how it fared. Resolves when
 * all is as before: each probe is answered within its limit three times in a row, and memory is given back.
 */
export async function overload(options: Overload): Promise<OverloadFigures> {
  const { app, attack, forMs = 6_000, memoryAfter, probes } = options;
  const memoryBefore = memoryOf(app, 'VmRSS');
  const firstLine = app.lines.length;
  const thread = new Worker(join(__dirname, 'overload-probes.js'), {
    workerData: { pid: app.pid, probes },
  });
  const seen: Probed[] = [];
  thread.on('message', (each: Probed) => seen.push(each));
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const lanes = Array.from({ length: CONNECTIONS }, () => keepAttacking(attack, stop.signal));
  await wait(forMs);
  stop.abort();
  await Promise.all(lanes);
  const over = Date.now() + RECOVERY_MS;
  await wait(RECOVERY_MS + AFTER_MS);
  // A machine that is busy with other things may need longer: that is no fault of the process.
  const isAsBefore = ({ name }: Probe): boolean => {
    const last = seen.filter((each) => each.name === name && each.at - each.took > over).slice(-3);
    return last.length === 3 && last.every(({ ok, took }) => ok && took < limitOf(name));
  };
  await waitFor('honest requests to be answered as before it', () => probes.every(isAsBefore));
  await waitFor(`less than ${memoryAfter} MB`, () => memoryOf(app, 'VmRSS') < memoryAfter);
  await thread.terminate();
  const held = app.lines.slice(firstLine) as unknown as { heldMs?: number; at: number }[];
  return {
    probes: Object.fromEntries(
      probes.map(({ name }) => [
        name,
        toFigures(
          seen.filter((each) => each.name === name),
          over,
        ),
      ]),
    ),
    heldMs: Math.max(0, ...held.map(({ heldMs = 0 }) => heldMs)),
    heldAfterMs: Math.max(0, ...held.filter(({ at }) => at > over).map((each) => each.heldMs ?? 0)),
    memoryBefore,
    memoryPeak: memoryOf(app, 'VmHWM'),
    memoryAfter: memoryOf(app, 'VmRSS'),
  };
}

async function keepAttacking(attack: Overload['attack'], over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    await attack(over).catch(() => undefined);
    await wait(1);
  }
}

function toFigures(seen: readonly Probed[], over: number): ProbeFigures {
  const times = (some: readonly Probed[]): number[] =>
    some.map(({ took }) => took).sort((a, b) => a - b);
  const after = seen.filter(({ at, took }) => at - took > over);
  return {
    answered: seen.length,
    failed: seen.filter(({ ok }) => !ok).length,
    median: times(seen)[Math.floor(seen.length / 2)] ?? NaN,
    worst: times(seen).at(-1) ?? NaN,
    worstUsed: Math.max(0, ...seen.map(({ used }) => used)),
    answeredAfter: after.length,
    failedAfter: after.filter(({ ok }) => !ok).length,
    worstAfter: times(after).at(-1) ?? NaN,
  };
}

/** `VmHWM` is the most it ever had. */
function memoryOf({ pid }: AppProcess, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes = 'NaN'] = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

/** What a process must hold to while it is attacked. */
export interface OverloadBounds {
  /** The longest stretch of the event loop, in milliseconds of processor time. Absent: only printed. */
  readonly heldMs?: number;
  readonly memoryPeak: number;
}

/**
 * Expects that every honest request was answered as it should be, `/livez` within 200 ms, a batch of 200
 * events within ten seconds and others within one, that the event loop was never held for longer than the
 * bound, that memory stayed below its own, and that two seconds after the attack all slices are short again. Judged is the time in which
 * the process was at work: how long it waited for a processor is printed only, as the machine decides it.
 */
export function expectHeld(name: string, figures: OverloadFigures, bounds: OverloadBounds): void {
  process.stdout.write(`overload by ${name}: ${JSON.stringify(figures, round)}\n`);
  for (const [probe, each] of Object.entries(figures.probes)) {
    expect(each).toMatchObject({ failed: 0, failedAfter: 0 });
    expect(each.worstUsed).toBeLessThan(limitOf(probe));
    expect(each.answeredAfter).toBeGreaterThan(0);
  }
  expect(figures.heldMs).toBeLessThan(bounds.heldMs ?? Infinity);
  expect(figures.heldAfterMs).toBeLessThan((bounds.heldMs ?? Infinity) / 2);
  expect(figures.memoryPeak).toBeLessThan(bounds.memoryPeak);
}

function round(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value) : value;
}
