import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { TimeSlices } from '@warren/platform';
import { JsonAnswers } from './json-answers';
import { ProblemError } from '../problems/problem.error';
import { sendProblem } from '../problems/send-problem';
import { toProblem } from '../problems/to-problem';
import { PAGE_BYTES, type ListPage } from './write-list';

const MIB = 1_048_576;
const PATIENT = { stalledMs: 90_000, inAllMs: 90_000, raceMs: 90_000 };
/** More than a kernel takes from a client that does not read. */
const LARGE = 12 * MIB;
/** Full with four answers of that. */
const BOUNDS = { bytes: 40 * MIB, requests: 100, waitMs: 60_000 };

jest.setTimeout(120_000);

/** Resolves with what is not falsy, or with the test's own timeout. */
async function until<T>(look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await wait(20);
  }
}

describe('answers that grow with what is stored', () => {
  let app: FastifyInstance;
  let sockets: Socket[];

  beforeEach(() => {
    sockets = [];
    app = fastify({ forceCloseConnections: true });
    app.setErrorHandler((error, request, reply) =>
      sendProblem(reply, toProblem(error, request.url)),
    );
  });

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await app.close();
  });

  async function serve<T>(
    answers: JsonAnswers,
    find: (gone: AbortSignal) => Promise<ListPage<T>> | ListPage<T>,
  ): Promise<string> {
    app.get('/', async (_, reply) => {
      await answers.sendList(reply, find);
      return reply;
    });
    return app.listen({ port: 0, host: '127.0.0.1' });
  }

  /** A client that asks and never reads the answer. */
  async function askWithoutReading(): Promise<Socket> {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    return socket;
  }

  async function untilNoConnection(meanwhile: () => void = () => undefined): Promise<void> {
    await until(async () => {
      meanwhile();
      const open = await new Promise<number>((resolve) =>
        app.server.getConnections((_, count) => resolve(count)),
      );
      return open === 0;
    });
  }

  const items = (count: number, size: number): ListPage<string> => ({
    items: Array.from({ length: count }, (_, n) => `${n} `.padEnd(size, 'x')),
    write: (item) => JSON.stringify(item),
    isReversed: true,
    nextAfter: (some) => (some < count ? `/?from=${some}` : undefined),
  });

  it.each([
    ['of text', 'x'],
    // Six bytes each in JSON.
    ['of control characters', '\u0001'],
    ['of three bytes a character', '\u4e2d'],
  ])('end at 4 MiB when they are lists %s, with a link to the rest', async (_, character) => {
    const all = Array.from({ length: 40 }, (__, n) => `${n} ${character.repeat(200_000)}`);
    const url = await serve(new JsonAnswers(new TimeSlices()), () => ({
      items: all,
      write: (item) => JSON.stringify(item),
      nextAfter: (count) => (count < all.length ? `/?from=${count}` : undefined),
    }));
    const answer = await fetch(url);
    const text = await answer.text();
    const given = JSON.parse(text) as string[];
    expect(Buffer.byteLength(text)).toBeLessThan(PAGE_BYTES + 100);
    expect(given).toEqual(all.slice(0, given.length));
    expect(given.length).toBeGreaterThan(2);
    expect(answer.headers.get('link')).toBe(`</?from=${given.length}>; rel="next"`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('give an item alone that is larger than a page, and lists that are empty', async () => {
    const pages = [items(2, 6 * MIB), items(0, 1)];
    const url = await serve(new JsonAnswers(new TimeSlices()), () => pages.shift() ?? items(0, 1));
    const large = await fetch(url);
    expect(((await large.json()) as string[]).map(({ length }) => length)).toEqual([6 * MIB]);
    expect(large.headers.get('link')).toBe('</?from=1>; rel="next"');
    const empty = await fetch(url);
    expect(await empty.json()).toEqual([]);
    expect(empty.headers.get('link')).toBeNull();
  });

  it('are made only while those that are not read leave memory for them', async () => {
    let written = 0;
    const url = await serve(new JsonAnswers(new TimeSlices(), PATIENT, BOUNDS), () => ({
      ...items(1, LARGE),
      write: (item: string) => `${(written += 1)}${item.slice(2)}`,
    }));
    for (let n = 0; n < 40; n += 1) await askWithoutReading();
    await until(() => written === 4);
    const honest = fetch(url).then((answer) => answer.status);
    expect(await Promise.race([honest, wait(200).then(() => 'waits')])).toBe('waits');
    expect(written).toBe(4);
    for (const socket of sockets) socket.destroy();
    expect(await honest).toBe(200);
  });

  it('are cut off from clients that do not read, and then the next are answered', async () => {
    const answers = new JsonAnswers(new TimeSlices(), { ...PATIENT, stalledMs: 300 }, BOUNDS);
    const url = await serve(answers, () => items(1, LARGE));
    for (let n = 0; n < 8; n += 1) await askWithoutReading();
    expect((await fetch(url, { headers: { connection: 'close' } })).status).toBe(200);
    await untilNoConnection();
  });

  it('are cut off from clients that read least, as soon as others wait for that memory', async () => {
    const answers = new JsonAnswers(new TimeSlices(), { ...PATIENT, raceMs: 50 }, BOUNDS);
    const url = await serve(answers, () => items(1, LARGE));
    const reader = await askWithoutReading();
    const reading = setInterval(() => void reader.read(), 1);
    for (let n = 0; n < 20; n += 1) await askWithoutReading();
    const answer = await fetch(url, { headers: { connection: 'close' } });
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(LARGE);
    await until(() => reader.bytesRead > LARGE);
    clearInterval(reading);
  });

  it('arrive whole at a client that reads slowly, however long that takes', async () => {
    const deadlines = { ...PATIENT, stalledMs: 4_000 };
    const bytes = 3 * LARGE;
    await serve(new JsonAnswers(new TimeSlices(), deadlines, BOUNDS), () => items(1, bytes));
    const socket = await askWithoutReading();
    for (let step = 1; step <= 24 && !socket.closed; step += 1) {
      socket.resume();
      await until(() => socket.bytesRead >= (bytes * step) / 24 || socket.closed);
      socket.pause();
      await wait(250);
    }
    expect(socket.bytesRead).toBeGreaterThan(bytes);
  });

  it('are cut off from clients that read too slowly in all', async () => {
    const deadlines = { ...PATIENT, inAllMs: 500 };
    await serve(new JsonAnswers(new TimeSlices(), deadlines, BOUNDS), () => items(1, LARGE));
    const socket = await askWithoutReading();
    await untilNoConnection(() => void socket.read(1_024));
    expect(socket.bytesRead).toBeLessThan(LARGE);
  });

  it('are made only while there is memory for them when they are bytes, and held until read', async () => {
    let made = 0;
    let done = 0;
    const answers = new JsonAnswers(new TimeSlices(), PATIENT, BOUNDS);
    app.get('/', async (_, reply) => {
      const bytes = (): Buffer => Buffer.alloc(LARGE, (made += 1));
      await answers.sendBytes(reply, bytes).finally(() => (done += 1));
      return reply;
    });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    for (let n = 0; n < 20; n += 1) await askWithoutReading();
    await until(() => made === 4);
    const honest = fetch(url);
    expect(await Promise.race([honest, wait(200).then(() => 'waits')])).toBe('waits');
    expect([made, done]).toEqual([4, 0]);
    for (const socket of sockets) socket.destroy();
    const answer = await honest;
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect((await answer.arrayBuffer()).byteLength).toBe(LARGE);
    await until(() => done === 21);
  });

  it('are refused when more requests wait than may, and when memory is not free in time', async () => {
    const bounds = { ...BOUNDS, requests: 10, waitMs: 300 };
    const answers = new JsonAnswers(new TimeSlices(), PATIENT, bounds);
    const url = await serve(answers, () => items(1, LARGE));
    for (let n = 0; n < 40; n += 1) await askWithoutReading();
    const refused = await until(async () => {
      const answer = await fetch(url);
      const body = (await answer.json()) as { code: string };
      return answer.status === 503 ? { answer, body } : undefined;
    });
    expect(refused.body.code).toBe('overloaded');
    expect(refused.answer.headers.get('retry-after')).toBe('5');
  });

  it('end the search of a client that hangs up', async () => {
    const reasons: unknown[] = [];
    await serve(new JsonAnswers(new TimeSlices()), async (gone) => {
      await once(gone, 'abort');
      reasons.push(gone.reason);
      throw gone.reason as Error;
    });
    const socket = await askWithoutReading();
    await wait(50);
    socket.destroy();
    await until(() => reasons.length === 1);
    expect(reasons[0]).toBeInstanceOf(ProblemError);
  });
});
