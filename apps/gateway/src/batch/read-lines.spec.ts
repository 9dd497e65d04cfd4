import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readLines, type Line, type LineLimits } from './read-lines';

const generous: LineLimits = { lineBytes: 1_000, totalBytes: 1_000_000, lineMs: 60_000 };

async function linesOf(
  chunks: readonly (string | Buffer)[],
  limits: LineLimits = generous,
): Promise<Line[]> {
  const lines: Line[] = [];
  const stream = Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
  for await (const line of readLines(stream, limits)) lines.push(line);
  return lines;
}

describe('reading lines from a stream', () => {
  it('finds the same lines however the stream is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        async (texts, sizes) => {
          const wanted = texts
            .map((text) => text.replace(/\s/g, '_'))
            .filter((text) => text.trim() !== '');
          const bytes = Buffer.from(wanted.join('\n'));
          const chunks: Buffer[] = [];
          for (let at = 0; at < bytes.length;) {
            const size = sizes.next().value as number;
            chunks.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(await linesOf(chunks)).toEqual(wanted.map((text) => ({ text })));
        },
      ),
    );
  });

  it('leaves out empty lines and carriage returns', async () => {
    expect(await linesOf(['a\r\n\r\n\n', '  \nb\n'])).toEqual([{ text: 'a' }, { text: 'b' }]);
  });

  it('gives a line that is not UTF-8 as a fault, and not one whose characters were cut', async () => {
    const [ene, cut] = [Buffer.from('ñ'), Buffer.from([0xc3])];
    const chunks = ['a', ene.subarray(0, 1), ene.subarray(1), '\nb', cut, '\nc'];
    expect(await linesOf(chunks)).toEqual([
      { text: 'añ' },
      { fault: 'line_not_utf8' },
      { text: 'c' },
    ]);
  });

  it('gives a line that is too long as a fault, and the lines around it as they are', async () => {
    const limits = { ...generous, lineBytes: 4 };
    expect(await linesOf(['aa\nbbb', 'bb\ncccc\n', 'ddddd'], limits)).toEqual([
      { text: 'aa' },
      { fault: 'line_too_long' },
      { text: 'cccc' },
      { fault: 'line_too_long' },
    ]);
  });

  it('ends with a fault when all lines together are too long', async () => {
    expect(
      await linesOf(['aa\n', 'bb\n', 'cc\n'], { ...generous, lineBytes: 9, totalBytes: 6 }),
    ).toEqual([{ text: 'aa' }, { text: 'bb' }, { fault: 'total_too_long' }]);
  });

  it('ends with a fault when a line has begun and does not end in time', async () => {
    async function* drip(): AsyncGenerator<Buffer> {
      yield Buffer.from('a\n');
      for (;;) {
        yield Buffer.from('b');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    const lines: Line[] = [];
    for await (const line of readLines(drip(), { ...generous, lineMs: 50 })) lines.push(line);
    expect(lines).toEqual([{ text: 'a' }, { fault: 'line_too_slow' }]);
  });

  it('waits between lines for as long as nothing comes', async () => {
    async function* rests(): AsyncGenerator<Buffer> {
      for (const text of ['a\n', '\nb\n', 'c']) {
        yield Buffer.from(text);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    }
    const lines: Line[] = [];
    const read = readLines(rests(), { ...generous, lineMs: 10_000 });
    for await (const line of read) lines.push(line);
    expect(lines).toEqual([{ text: 'a' }, { text: 'b' }, { text: 'c' }]);
  });

  it('asks for its turn before each line', async () => {
    let turns = 0;
    const untilTurn = (): undefined => void (turns += 1);
    await linesOf(['a\nb\n\n'], { ...generous, untilTurn });
    expect(turns).toBe(3);
  });
});
