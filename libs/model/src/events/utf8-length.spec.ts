import { validateSync } from 'class-validator';
import { Utf8Length } from './utf8-length.decorator';

class Named {
  @Utf8Length(1, 8)
  readonly name: unknown;

  constructor(name: unknown) {
    this.name = name;
  }
}

describe('the length of a text in UTF-8', () => {
  it.each(['a', 'a'.repeat(8), 'ññññ', '🐇🐇', '\u0000', '\ufffd'])('may be that of %j', (name) => {
    expect(validateSync(new Named(name))).toEqual([]);
  });

  it.each<[unknown, string]>([
    ['', 'nothing'],
    ['a'.repeat(9), 'a byte too many'],
    ['ñññña', 'a byte too many in eight or fewer characters'],
    ['a\ud83d', 'the first half of a surrogate pair'],
    ['\udc07a', 'the second half of one'],
    ['\udc07\ud83d', 'both the wrong way round'],
    [5, 'a number'],
    [['a'], 'a list'],
    [undefined, 'none'],
  ])('may not be that of %j: %s', (name) => {
    expect(validateSync(new Named(name))).toMatchObject([
      { constraints: { utf8Length: 'name must be a text of 1 to 8 bytes of UTF-8' } },
    ]);
  });
});
