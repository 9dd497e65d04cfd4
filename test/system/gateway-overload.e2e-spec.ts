import { once } from 'node:events';
import { connect } from 'node:net';
import { AppProcess, createVhost, type Vhost } from '@warren/testing';
import {
  expectHeld,
  overload,
  probesOfLife,
  WATCHED,
  type OverloadBounds,
  type OverloadFigures,
} from './overload.harness';

const event = JSON.stringify({ id: 'honest', tipo: 'T', payload: { a: 1 } });
/** A valid line of a batch. */
const line = '{"exchange":"default","event":{"id":"a","tipo":"T","payload":{}}}\n';
/** Unmended, these hold the loop for 700 to 3,467 ms; now for 17 to 40. */
const BOUNDS: OverloadBounds = { heldMs: 200, memoryPeak: 600 };
const MEMORY_AFTER = 450;

/** The head of a request to the gateway, without the empty line that ends it. */
const head = (path: string, ...headers: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', ...headers].join('\r\n');

describe('a gateway under attack from 64 connections', () => {
  let vhost: Vhost;
  let gateway: AppProcess;
  let gatewayUrl: string;

  /** Another one each time, since the most memory that a process ever had is judged. */
  beforeEach(async () => {
    vhost = await createVhost();
    gateway = AppProcess.start('gateway', { RABBITMQ_URL: vhost.url, ...WATCHED });
    gatewayUrl = await gateway.ready();
  });

  afterEach(async () => {
    await gateway.stop();
    await vhost.remove();
  });

  /** Sends the bytes of one request, and what follows as long as the gateway takes it. */
  async function send(
    request: string,
    over: AbortSignal,
    more: Buffer | string = '',
    pieces = 0,
  ): Promise<void> {
    const { hostname, port } = new URL(gatewayUrl);
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
      app: gateway,
      attack,
      memoryAfter: MEMORY_AFTER,
      probes: [
        ...probesOfLife(gatewayUrl),
        {
          name: 'publish',
          url: `${gatewayUrl}/send`,
          method: 'POST',
          body: event,
          headers: { 'content-type': 'application/json' },
          expected: 202,
        },
        {
          name: 'batch',
          url: `${gatewayUrl}/batch`,
          method: 'POST',
          body: line.repeat(200),
          headers: { 'content-type': 'application/x-ndjson' },
          expected: 200,
          connects: true,
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

  it.each([
    ['one byte, in a line that does not end', 'POST', '/batch', 1],
    ['sixteen bytes, in a line that does not end', 'POST', '/batch', 16],
    ['one byte, at an address that reads none', 'GET', '/topology', 1],
  ])('holds against chunks of %s', async (name, method, path, size) => {
    const request = head(
      path,
      ...['content-type: application/x-ndjson', 'transfer-encoding: chunked'],
    ).replace('POST', method);
    const chunk = `${size.toString(16)}\r\n${'a'.repeat(size)}\r\n`;
    const chunks = Buffer.from(chunk.repeat(30_000 / chunk.length));
    // The first of them arrive together with the head.
    const begin = `${request}\r\n\r\n${chunks.toString()}`;
    const figures = await attackWith((over) => send(begin, over, chunks, 1_000));
    expectHeld(`chunks of ${name}`, figures, BOUNDS);
  });

  it('holds against valid batches of clients that hang up', async () => {
    const body = line.repeat(200);
    const request = whole('/batch', body, 'application/x-ndjson');
    let number = 0;
    const figures = await attackWith(async (over) => {
      number += 1;
      // At another moment each time, up to 160 ms after it was sent.
      const leave = AbortSignal.any([over, AbortSignal.timeout((number * 37) % 160)]);
      await send(request, leave);
    });
    expectHeld('batches that are left', figures, BOUNDS);
  });

  it('holds against requests that are sent by the thousand, ahead of their answers', async () => {
    const requests = `${head('/nowhere', 'content-length: 0')}\r\n\r\n`.repeat(2_000);
    const figures = await attackWith((over) => send(requests, over));
    expectHeld('pipelined requests', figures, BOUNDS);
  });
});
