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

  it.each(['', 'null', '7', '{"response":'])('is none in the bytes %j', (text) => {
    expect(decodeAnswer(Buffer.from(text))).toBeUndefined();
  });
});
