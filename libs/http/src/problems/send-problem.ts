import type { FastifyReply } from 'fastify';
import type { RefusalLog } from './refusal-log';
import type { ProblemAnswer } from './to-problem';

declare module 'fastify' {
  interface FastifyInstance {
    /** What it refuses to do is logged there. */
    refusals?: RefusalLog;
  }
}

/** Under which path a proxy says that it serves this app. */
const PREFIX = /^(\/[\w.~-]{1,64}){1,8}$/;

/**
 * Sends a problem answer as `application/problem+json`, and logs it if the client asked for a change.
 * Its addresses are those that the client knows: a proxy that serves this app under a path names that
 * in `X-Forwarded-Prefix`. Nothing else trusts it.
 */
export function sendProblem(reply: FastifyReply, { status, headers, body }: ProblemAnswer): void {
  const { body: event, ip: client, method, url: path } = reply.request;
  // A GET asked for nothing to be done, unless too many do; faults of our own have a line with their stack.
  if ((method !== 'GET' || body.code === 'overloaded') && status !== 500) {
    const { id, tipo } = (event ?? {}) as { id?: unknown; tipo?: unknown };
    const { code, detail } = body;
    reply.server.refusals?.note({ code, detail, client, path, id, tipo });
  }
  const { 'x-forwarded-prefix': given = '' } = reply.request.headers;
  const prefix = typeof given === 'string' && PREFIX.test(given) ? given : '';
  const { instance, type } = body;
  void reply
    .status(status)
    .headers(headers)
    .type('application/problem+json')
    .send({ ...body, type: `${prefix}${type}`, instance: `${prefix}${instance}` });
}
