import { PermanentError, RetryableError } from '../../messages/handler-errors';
import { describeError, readError } from './answer-error';

class BankAwayError extends RetryableError {}

describe('an error in an answer', () => {
  it.each([
    [new PermanentError('card_declined', 'no'), 'permanent', 'card_declined', 'no'],
    [new RetryableError('bank_away'), 'retryable', 'bank_away', 'bank_away'],
    [new BankAwayError('bank_away', 'later'), 'retryable', 'bank_away', 'later'],
  ])('has the kind, the code and the words of %p', (error, kind, code, message) => {
    expect(describeError(error)).toEqual({ status: 'error', kind, code, message });
  });

  it.each([
    ['an error of another class', new Error('password: 1234')],
    ['a code with other characters', new PermanentError('Card Declined', 'password: 1234')],
    ['a code that is too long', new PermanentError('c'.repeat(65), 'password: 1234')],
    ['something that is no error', 'password: 1234'],
    ['an object that looks like one', { code: 'card_declined', message: 'password: 1234' }],
  ])('says nothing of %s', (_, error) => {
    const described = describeError(error);
    expect(described).toMatchObject({ kind: 'failed', code: 'command_failed' });
    expect(JSON.stringify(described)).not.toContain('1234');
  });

  it('has at most 512 characters', () => {
    const { message } = describeError(new PermanentError('too_long', 'm'.repeat(600)));
    expect(message).toBe('m'.repeat(512));
  });

  it('is read as it was written', () => {
    const sent = describeError(new PermanentError('card_declined', 'no'));
    expect(readError(JSON.parse(JSON.stringify(sent)))).toEqual(sent);
  });

  it.each([
    ['a text, as stock servers send', 'There is no matching message handler'],
    ['nothing', null],
    ['an unknown kind', { kind: 'worse', code: 'a', message: 'm' }],
    ['a code that is none', { kind: 'permanent', code: '../a', message: 'm' }],
    ['no words', { kind: 'permanent', code: 'a' }],
  ])('counts as failed when it is %s', (_, sent) => {
    expect(readError(sent)).toMatchObject({ kind: 'failed', code: 'command_failed' });
  });
});
