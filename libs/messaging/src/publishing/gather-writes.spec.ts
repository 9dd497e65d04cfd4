import { Writable } from 'node:stream';
import { WriteGatherer } from './gather-writes';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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

  it('makes one write of what two turns bring under load', async () => {
    write('a', 8);
    write('b', 9);
    await turn();
    write('c', 10);
    expect(writes).toEqual([]);
    await turn();
    expect(writes).toEqual([['a', 'b', 'c']]);
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
