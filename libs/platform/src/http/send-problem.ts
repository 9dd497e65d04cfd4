import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './to-problem';

/** Under which path a proxy says that it serves this app. */
const PREFIX = /^(\/[\w.~-]{1,64}){1,8}$/;

/**
 * Sends a problem answer as `application/problem+json`. Its addresses are those that the client knows: a
 * proxy that serves this app under a path names that in `X-Forwarded-Prefix`. Nothing else trusts it.
 */
export function sendProblem(reply: FastifyReply, { status, headers, body }: ProblemAnswer): void {
  const { 'x-forwarded-prefix': given = '' } = reply.request.headers;
  const prefix = typeof given === 'string' && PREFIX.test(given) ? given : '';
  const { instance, type } = body;
  void reply
    .status(status)
    .headers(headers)
    .type('application/problem+json')
    .send({ ...body, type: `${prefix}${type}`, instance: `${prefix}${instance}` });
}
