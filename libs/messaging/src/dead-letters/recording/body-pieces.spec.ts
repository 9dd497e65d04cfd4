import { makeExcerpt } from '../../messages/excerpt';
import { BodyPieces, writePieces } from './body-pieces';

const content = Buffer.from(Array.from({ length: 2_600_000 }, (_, at) => at % 251));
const pieces = [...writePieces('d', content, 'bodies', 134_217_728)];
const put = (into: BodyPieces, ...these: typeof pieces): BodyPieces => {
  for (const { body, properties } of these) into.put(body, properties.headers as object as never);
  return into;
};
const empty = (): BodyPieces => new BodyPieces('d', makeExcerpt(content));

describe('the body of a large dead letter', () => {
  it('is kept in pieces of a MiB, or of what the broker takes', () => {
    expect(pieces.map(({ body }) => body.length)).toEqual([1_048_576, 1_048_576, 502_848]);
    expect([...writePieces('d', content, 'bodies', 1_000_000)]).toHaveLength(3);
    expect([...writePieces('d', content, 'bodies', 262_144)]).toHaveLength(10);
  });

  it('is the same when all pieces are there, in any order and some of them twice', () => {
    const [first, second, third] = pieces as [never, never, never];
    const found = put(empty(), third, first, third, second);
    expect(found.isComplete).toBe(true);
    expect(found.join()?.equals(content)).toBe(true);
  });

  it('is none when a piece is missing, of another body, or not what it was', () => {
    const [first, second, third] = pieces as [never, never, (typeof pieces)[number]];
    expect(put(empty(), first, second).join()).toBeUndefined();
    const others = [...writePieces('other', content, 'bodies', 134_217_728)];
    expect(put(empty(), ...others).isComplete).toBe(false);
    const forged = { ...third, body: Buffer.alloc(third.body.length) };
    expect(put(empty(), first, second, forged).join()).toBeUndefined();
  });
});
