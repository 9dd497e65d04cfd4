import { toProblem } from '@warren/http';
import { answerError, type AnswerErrorKind } from '../wire/answer-error';
import { toCommandProblem } from './command-problems';

describe('the problem of a caller whose command was not done', () => {
  it.each<[AnswerErrorKind, number, string, string, object]>([
    ['permanent', 422, 'command_rejected', 'own_code', {}],
    ['retryable', 503, 'command_unavailable', 'own_code', {}],
    ['failed', 500, 'command_failed', 'command_failed', {}],
    ['unknown_command', 404, 'unknown_command', 'unknown_command', {}],
    ['expired', 504, 'no_answer', 'no_answer', { mayHaveRun: false }],
    ['overdue', 504, 'no_answer', 'no_answer', { mayHaveRun: true }],
  ])('for %s is %i of type %s with the code %s', (kind, status, type, code, fields) => {
    const error = answerError(kind, 'own_code', 'words');
    const answer = toProblem(toCommandProblem('m', error), '/rpc/a');
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      type: `/problems/${type}`,
      status,
      code,
      messageId: 'm',
      ...fields,
    });
    expect(answer.headers).toEqual(kind === 'retryable' ? { 'retry-after': '1' } : {});
  });
});
