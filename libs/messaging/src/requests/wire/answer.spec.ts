import { answerError } from './answer-error';
import { decodeAnswer, encodeAnswer } from './answer';

describe('an answer', () => {
  it.each([[{ a: [1] }], [0], [''], [false], [null]])(
    'is read as it was written: %j',
    (response) => {
      expect(decodeAnswer(encodeAnswer({ response }, 'c'))).toEqual({ response });
    },
  );

  it('of nothing is null, so that a stock client of Nest gets a value', () => {
    expect(JSON.parse(String(encodeAnswer({ response: undefined }, 'c')))).toEqual({
      response: null,
      isDisposed: true,
      id: 'c',
    });
  });

  it('that is an error is read as it was written', () => {
    const error = answerError('permanent', 'card_declined', 'no');
    expect(decodeAnswer(encodeAnswer({ error }, 'c'))).toEqual({ error });
  });

  it('cannot be written when it is not JSON', () => {
    expect(() => encodeAnswer({ response: 1n }, 'c')).toThrow(TypeError);
  });

  it.each([200, 100_000])(
    'nested %d levels deep cannot be written, and is an error for its caller when another wrote it',
    (levels) => {
      const text = `${'['.repeat(levels)}${']'.repeat(levels)}`;
      expect(() => encodeAnswer({ response: JSON.parse(text) as unknown }, 'c')).toThrow(TypeError);
      expect(decodeAnswer(Buffer.from(`{"response":${text},"id":"c"}`))).toMatchObject({
        error: { kind: 'failed', code: 'command_failed' },
      });
    },
  );

  it.each(['', 'null', '7', '{"response":'])('is none in the bytes %j', (text) => {
    expect(decodeAnswer(Buffer.from(text))).toBeUndefined();
  });
});
