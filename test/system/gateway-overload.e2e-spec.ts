import { once } from 'node:events';
import { connect } from 'node:net';
import { startSystem, type RunningSystem } from '@warren/testing';
import {
  expectHeld,
  overload,
  WATCHED,
  type OverloadBounds,
  type OverloadFigures,
} from './overload.harness';

const event = JSON.stringify({ id: 'honest', tipo: 'T', payload: { a: 1 } });
/** Unmended, such batches hold the loop for 991 to 3,467 ms; now for 84 to 200 on a quiet machine. */
const BOUNDS: OverloadBounds = { heldMs: 500, memoryPeak: 600 };

/** The head of a request to the gateway, without the empty line that ends it. */
const head = (path: string, ...headers: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', ...headers].join('\r\n');

describe('a gateway under attack from 64 connections', () => {
  let system: RunningSystem;

  beforeEach(async () => {
    system = await startSystem(WATCHED);
  });

  afterEach(() => system.stop());

  /** Sends the bytes of one request, and what follows as long as the gateway takes it. */
  async function send(
    request: string,
    over: AbortSignal,
    more: Buffer | string = '',
    pieces = 0,
  ): Promise<void> {
    const { hostname, port } = new URL(system.gatewayUrl);
    const socket = connect({ port: Number(port), host: hostname, signal: over });
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.resume();
    socket.write(request);
    for (let n = 0; n < pieces && !socket.destroyed; n += 1) {
      if (!socket.write(more)) await Promise.race([once(socket, 'drain'), closed]);
    }
    await closed;
  }

  const attackWith = (attack: (over: AbortSignal) => Promise<void>): Promise<OverloadFigures> =>
    overload({
      app: system.gateway,
      attack,
      probes: [
        { name: 'livez', url: `${system.gatewayUrl}/livez`, expected: 200 },
        {
          name: 'publish',
          url: `${system.gatewayUrl}/send`,
          method: 'POST',
          body: event,
          headers: { 'content-type': 'application/json' },
          expected: 202,
        },
      ],
    });

  const whole = (path: string, body: string, type = 'application/json'): string =>
    `${head(path, `content-type: ${type}`, `content-length: ${body.length}`, 'connection: close')}\r\n\r\n${body}`;

  it.each([
    ['lists in lists, as an array', '['.repeat(2_000_000) + ']'.repeat(2_000_000)],
    ['objects in objects, as an array', `[${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}]`],
    ['an array of very many numbers', `[${'1,'.repeat(2_000_000)}1]`],
  ])('holds against batches that are %s', async (name, body) => {
    const request = whole('/batch', body);
    const figures = await attackWith((over) => send(request, over));
    expectHeld(name, figures, BOUNDS);
  });

  // Its event loop is held for seconds all the same: what 64 sockets bring in one turn is parsed in it.
  it('bounds the memory of chunks of one byte in a line that does not end', async () => {
    const request = `${head('/batch', 'content-type: application/x-ndjson', 'transfer-encoding: chunked')}\r\n\r\n`;
    const chunks = Buffer.from('1\r\na\r\n'.repeat(5_000));
    const figures = await attackWith((over) => send(request, over, chunks, 1_000));
    expectHeld('tiny chunks', figures, { memoryPeak: BOUNDS.memoryPeak });
  });
});
