import { once } from 'node:events';
import { Agent, createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { EventLoopShare } from '@warren/platform';
import type { RefusalLog } from '../problems/refusal-log';
import { limitPipelining } from './limit-pipelining';
import { paceConnections } from './pace-connections';

/** However fast the machine is. */
const oneStepATurn = {
  hasTurn: () => false,
  untilTurn: () => nextTurn(),
  noticeConnection: () => undefined,
} as unknown as EventLoopShare;

describe('what connections bring', () => {
  let server: Server;
  let handle: (request: IncomingMessage) => Promise<string>;
  const sockets: Socket[] = [];
  const noteConnection = jest.fn();

  beforeEach(async () => {
    handle = (request) => text(request);
    server = createServer((request, response) => {
      void handle(request).then((answer) => response.end(answer));
    });
    limitPipelining(server);
    paceConnections(server, oneStepATurn, undefined, { noteConnection } as unknown as RefusalLog);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const port = (): number => (server.address() as AddressInfo).port;

  function open(bytes: string): Socket {
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    socket.write(bytes);
    return socket;
  }

  async function post(body: string | Buffer, headers = {}, agent?: Agent): Promise<string> {
    const sent = ask({ port: port(), method: 'POST', headers, agent });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return text(answer);
  }

  const chunked = (body: string, size: number): string =>
    'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n' +
    (body.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])
      .map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`)
      .join('') +
    '0\r\n\r\n';

  it.each([
    ['nothing', ''],
    ['a byte', 'x'],
    ['exactly a step', 'x'.repeat(2_048)],
    ['a little over some steps', 'abc'.repeat(3_000)],
    ['a megabyte', 'abcdefgh'.repeat(131_072)],
  ])('arrives whole when it is %s', async (_, body) => {
    await expect(post(body, { 'content-length': body.length })).resolves.toBe(body);
    await expect(post(body, { 'transfer-encoding': 'chunked' })).resolves.toBe(body);
  });

  it('arrives whole on a connection that is kept, through the buffer of its stream or not', async () => {
    let asked = 0;
    const now = jest.spyOn(oneStepATurn, 'hasTurn').mockImplementation(() => (asked += 1) % 3 > 0);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const connected = jest.fn();
    server.on('connection', connected);
    for (const size of [1, 1_000, 1_500, 200_000, 10, 2_048, 70_000, 0, 1_100, 1_101, 1_102]) {
      const body = 'x'.repeat(size);
      await expect(post(body, { 'content-length': size }, agent)).resolves.toBe(body);
      await expect(post(body, { 'transfer-encoding': 'chunked' }, agent)).resolves.toBe(body);
    }
    expect(connected).toHaveBeenCalledTimes(1);
    agent.destroy();
    now.mockRestore();
  });

  it('waits for no turn on a connection that is kept, while it is small and there is time', async () => {
    const now = jest.spyOn(oneStepATurn, 'hasTurn').mockReturnValue(true);
    const later = jest.spyOn(oneStepATurn, 'untilTurn');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await post('', {}, agent);
    later.mockClear();
    for (const size of [0, 100, 1_500]) await post('x'.repeat(size), {}, agent);
    expect(later).not.toHaveBeenCalled();
    await post('x'.repeat(10_000), {}, agent);
    expect(later).toHaveBeenCalled();
    agent.destroy();
    for (const spy of [now, later]) spy.mockRestore();
  });

  it('arrives whole in chunks of any size, and with what is pipelined behind it', async () => {
    const body = 'abcdefghij'.repeat(2_000);
    const seen: string[] = [];
    handle = async (request) => {
      seen.push(await text(request));
      return 'ok';
    };
    const last = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
    const answer = await text(open([1, 16, 700].map((n) => chunked(body, n)).join('') + last));
    expect(answer.match(/200 OK/g)).toHaveLength(4);
    expect(seen).toEqual([body, body, body, '']);
  });

  it('is parsed in small steps: chunks of one byte do not hold a turn, also those behind the head', async () => {
    const inTurn = new Map<IncomingMessage, number>();
    let most = 0;
    handle = async (request) => {
      request.on('data', () => {
        inTurn.set(request, (inTurn.get(request) ?? 0) + 1);
        most = Math.max(most, inTurn.get(request) ?? 0);
      });
      await once(request, 'end');
      return 'ok';
    };
    const begin = chunked('x'.repeat(4_000), 1).replace('host: x', 'host: x\r\nconnection: close');
    const answers = Array.from({ length: 8 }, () => text(open(begin)));
    let isOver = false;
    const nextTurns = (): void => {
      inTurn.clear();
      if (!isOver) setImmediate(nextTurns);
    };
    nextTurns();
    expect((await Promise.all(answers)).filter((answer) => answer.includes('200 OK'))).toHaveLength(
      8,
    );
    isOver = true;
    // A step has 341 of them. Unpaced, all 4,000 of a connection come in one turn.
    expect(most).toBeLessThan(1_000);
  });

  it('waits in the network while the body, or the answers, are not read', async () => {
    let request: IncomingMessage | undefined;
    handle = (given) => {
      request = given;
      return new Promise(() => undefined);
    };
    const body = 'x'.repeat(8_388_608);
    const socket = open(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
    socket.write(body);
    for (let turn = 0; turn < 2_000; turn += 1) await nextTurn();
    const { readableHighWaterMark, readableLength } = request as unknown as IncomingMessage;
    expect(readableLength).toBeLessThan(readableHighWaterMark + 4_096);
    await expect(text(request as unknown as IncomingMessage)).resolves.toHaveLength(body.length);
  });

  it('is refused from a new connection while 256 wait; small requests and the others are not', async () => {
    const turns: (() => void)[] = [];
    const untilTurn = (): Promise<void> => new Promise((resolve) => turns.push(resolve));
    const crowded = jest.spyOn(oneStepATurn, 'untilTurn').mockImplementation(untilTurn);
    const large = chunked('x'.repeat(3_000), 3_000).replace(
      'host: x',
      'host: x\r\nconnection: close',
    );
    const answers = Array.from({ length: 256 }, () => text(open(large)));
    while (turns.length < 256) await nextTurn();
    const refused = await text(open(large));
    expect(refused).toMatch(/^HTTP\/1.1 503 [^]*application\/problem\+json[^]*"overloaded"/);
    expect(refused).toMatch(/\r\nretry-after: 1\r\n/i);
    expect(noteConnection).toHaveBeenCalledTimes(1);
    const small = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
    await expect(text(open(small))).resolves.toContain('200 OK');
    // One that has had a request waits, and takes no place of a new one.
    const known = open(small.replace('connection: close', 'connection: keep-alive'));
    await once(known, 'data');
    const alsoKnown = text(known);
    known.write(large);
    while (turns.length < 257) await nextTurn();
    crowded.mockRestore();
    for (const give of turns) give();
    await expect(alsoKnown).resolves.toContain('200 OK');
    for (const answer of answers) await expect(answer).resolves.toContain('200 OK');
    await expect(text(open(large))).resolves.toContain('200 OK');
  });

  it('ends when the client has sent its last', async () => {
    const socket = open('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    socket.end();
    await expect(text(socket)).resolves.toContain('200 OK');
  });
});
