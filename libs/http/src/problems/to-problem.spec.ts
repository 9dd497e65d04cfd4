import { NotFoundException } from '@nestjs/common';
import { ProblemError } from './problem.error';
import { toProblem } from './to-problem';

describe('a problem answer', () => {
  it('has every field of RFC 9457 and a stable code', () => {
    expect(toProblem(new ProblemError('unroutable', 'nowhere'), '/send').body).toEqual({
      type: '/problems/unroutable',
      title: 'No queue wants this message',
      status: 422,
      detail: 'nowhere',
      instance: '/send',
      code: 'unroutable',
    });
  });

  it('carries the extra fields of an error, and its retry time as a header', () => {
    const error = new ProblemError('refused', 'away', { messageId: 'm', retryAfterSeconds: 1 });
    const { body, headers } = toProblem(error, '/send');
    expect(body).toMatchObject({ messageId: 'm' });
    expect(body).not.toHaveProperty('retryAfterSeconds');
    expect(headers).toEqual({ 'retry-after': '1' });
  });

  it('takes the status of errors of the frameworks', () => {
    expect(toProblem(new NotFoundException('Cannot GET /x'), '/x').body).toMatchObject({
      status: 404,
      code: 'not_found',
    });
    const tooLarge = Object.assign(new Error('too large'), { statusCode: 413 });
    expect(toProblem(tooLarge, '/send').body).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  it('says nothing of an error it does not know', () => {
    const { body } = toProblem(new Error('amqp://user:secret@host'), '/send');
    expect(body).toMatchObject({ status: 500, code: 'internal_error' });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it.each([undefined, null, 'text', 42])('answers 500 when %p was thrown', (thrown) => {
    expect(toProblem(thrown, '/').status).toBe(500);
  });
});
