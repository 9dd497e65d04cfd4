import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { WriteGatherer } from './gather-writes';

interface AmqplibMux {
  pipeFrom(stream: PassThrough): void;
}
// Not one of its exports.
const { Mux } = jest.requireActual<{ Mux: new (socket: Writable) => AmqplibMux }>(
  join(dirname(require.resolve('amqplib')), 'lib', 'mux.js'),
);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Resolves where input is read, which is where requests come from: before a turn's immediates. */
const input = (): Promise<unknown> => stat('.');

describe('gathering writes', () => {
  let writes: string[][];
  let socket: Writable;
  let gatherer: WriteGatherer;

  beforeEach(() => {
    writes = [];
    socket = new Writable({
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        writes.push([chunk]);
        done();
      },
      writev: (chunks, done) => {
        writes.push(chunks.map(({ chunk }) => chunk as string));
        done();
      },
    });
    gatherer = new WriteGatherer(socket);
  });

  const write = (text: string, inFlight: number): void => {
    gatherer.expectWrite(inFlight);
    socket.write(text);
  };

  it('holds nothing back while few messages are in flight', () => {
    write('a', 0);
    write('b', 7);
    expect(writes[0]).toEqual(['a']);
    expect(socket.writableCorked).toBe(0);
  });

  it('makes one write of what a turn brings under load', async () => {
    write('a', 8);
    write('b', 9);
    expect(writes).toEqual([]);
    await turn();
    await turn();
    expect(writes).toEqual([['a', 'b']]);
  });

  it('makes one write of each turn, whichever way amqplib takes to the socket', async () => {
    const channel = new PassThrough({ objectMode: true, highWaterMark: 1_024 });
    new Mux(socket).pipeFrom(channel);
    for (const texts of [['a', 'b'], ['c', 'd', 'e'], ['f']]) {
      await input();
      for (const text of texts) {
        gatherer.expectWrite(8);
        channel.write(text);
        // Publishes come from promises.
        await Promise.resolve();
      }
    }
    await input();
    expect(writes).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f']]);
  });

  it('lets go by itself when nothing else is written, and gathers again afterwards', async () => {
    for (const text of ['a', 'b']) {
      write(text, 8);
      await turn();
      await turn();
      expect(writes.at(-1)).toEqual([text]);
      expect(socket.writableCorked).toBe(0);
    }
  });

  it('does not keep a socket from ending, nor what was held back from going before', async () => {
    write('last', 8);
    const ended = new Promise((resolve) => socket.once('finish', resolve));
    socket.end();
    await ended;
    expect(writes).toEqual([['last']]);
    await turn();
    await turn();
  });
});
