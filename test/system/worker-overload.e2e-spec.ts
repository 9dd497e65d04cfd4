import { once } from 'node:events';
import { connect } from 'node:net';
import { commands } from '@warren/contracts';
import { get, startSystem, type RunningSystem } from '@warren/testing';
import { fillDeadLetters } from './fill-dead-letters.harness';
import { IS_FULL } from './full-length';
import {
  expectHeld,
  overload,
  probesOfLife,
  WATCHED,
  type OverloadBounds,
  type OverloadFigures,
  type Probe,
} from './overload.harness';

/** 250 MB and 30,000 kinds of failures in full. */
const FILLING = IS_FULL ? { prose: 1_000, failures: 30_000 } : { prose: 200, failures: 6_000 };
const MAX_ANSWER = 8 * 1_048_576;
const BOUNDS: OverloadBounds = { heldMs: 300, memoryPeak: IS_FULL ? 2_500 : 1_200 };
const MEMORY_AFTER = IS_FULL ? 2_000 : 900;

jest.setTimeout(1_800_000);

describe('a worker with many dead letters under attack from 64 connections', () => {
  let system: RunningSystem;
  let largest: number;

  beforeAll(async () => {
    system = await startSystem(WATCHED);
    await fillDeadLetters(system.vhost.url, system.workerUrl, FILLING);
    // What runs for the first time is compiled first, which takes longer the busier the machine is.
    const search = `${system.workerUrl}/dead-letters?text=zzzz`;
    await Promise.all(Array.from({ length: 256 }, () => get(search)));
  });

  beforeEach(() => {
    largest = 0;
  });

  afterAll(() => system.stop());

  const attackWith = (
    attack: (over: AbortSignal) => Promise<unknown>,
    more: readonly Probe[] = [],
  ): Promise<OverloadFigures> =>
    overload({
      app: system.worker,
      attack,
      memoryAfter: MEMORY_AFTER,
      probes: [
        ...probesOfLife(system.workerUrl),
        {
          name: 'publish',
          url: `${system.gatewayUrl}/send`,
          method: 'POST',
          body: JSON.stringify({ id: 'honest', tipo: 'T', payload: { a: 1 } }),
          headers: { 'content-type': 'application/json' },
          expected: 202,
        },
        {
          // What the worker consumes, does and answers through the broker.
          name: 'work',
          url: `${system.gatewayUrl}/rpc/${commands.quoteOrder.name}`,
          method: 'POST',
          body: JSON.stringify({ data: { sku: 'MUG-1', quantity: 1 }, timeoutMs: 30_000 }),
          headers: { 'content-type': 'application/json' },
          expected: 200,
        },
        ...more,
      ],
    });

  async function read(path: string, over: AbortSignal, init: RequestInit = {}): Promise<void> {
    const answer = await fetch(`${system.workerUrl}${path}`, { signal: over, ...init });
    largest = Math.max(largest, (await answer.arrayBuffer()).byteLength);
  }

  /** Sends requests for these, and reads nothing of the answers until it is over. */
  async function askWithoutReading(paths: readonly string[], over: AbortSignal): Promise<void> {
    const { hostname, port } = new URL(system.workerUrl);
    const socket = connect({ port: Number(port), host: hostname, signal: over });
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    await closed;
  }

  const redrive = (filter: object): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filter, reason: 'overload', dryRun: true }),
  });

  it.each([
    ['a text that no dead letter has', '/dead-letters?text=zzzz'],
    [
      'a text that nearly matches everywhere',
      `/dead-letters?text=${'hello,%20world.%20'.repeat(18)}x`,
    ],
    ['a text that no message has', '/messages?text=zzzz&outcome=any'],
    ['a correlation id that no message has', '/messages?correlationId=zzzz&outcome=any'],
    ['the groups', '/dead-letters/groups?limit=1000'],
    ['the groups of a text', '/dead-letters/groups?text=hello&limit=1000'],
    ['the largest pages of dead letters', '/dead-letters?limit=1000'],
    ['the largest pages of messages', '/messages?limit=1000&outcome=any'],
  ])('holds against searches for %s', async (name, path) => {
    // Once before: on a busy machine no other answer may be whole in time.
    await read(path, new AbortController().signal);
    const figures = await attackWith((over) => read(path, over));
    expectHeld(name, figures, BOUNDS);
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(MAX_ANSWER);
  });

  it.each([
    ['of the largest pages', ['/dead-letters?limit=1000', '/messages?limit=1000&outcome=any']],
    [
      'of many pages, all asked for at once,',
      Array.from({ length: 16 }, () => '/dead-letters/groups?limit=1000'),
    ],
  ])('holds against readers %s that do not read', async (name, paths) => {
    // Of each attacker a page is written first, and then cut off: a reader waits, and is answered.
    const reader = { name: 'read', url: `${system.workerUrl}/dead-letters?limit=1`, expected: 200 };
    const figures = await attackWith((over) => askWithoutReading(paths, over), [reader]);
    expectHeld(`readers ${name}`, figures, BOUNDS);
  });

  it.each([
    ['everything', {}],
    ['a text', { text: 'hello' }],
  ])('holds against previews of a redrive of %s', async (name, filter) => {
    const figures = await attackWith((over) =>
      read('/dead-letters/redrive', over, redrive(filter)),
    );
    expectHeld(`previews of ${name}`, figures, BOUNDS);
  });
});
