import type { FastifyReply } from 'fastify';
import type { Refusal, RefusalLog } from './refusal-log';
import type { ProblemAnswer } from './to-problem';

declare module 'fastify' {
  interface FastifyInstance {
    /** What it refuses to do is logged there. */
    refusals?: RefusalLog;
  }
}

/** Sends a problem answer as `application/problem+json`. */
export function sendProblem(reply: FastifyReply, { status, headers, body }: ProblemAnswer): void {
  const { body: event, ip: client, method, url: path } = reply.request;
  // A GET asked for nothing to be done, and faults of our own have a line with their stack.
  if (method !== 'GET' && status !== 500) {
    const { id } = (event ?? {}) as { id?: unknown };
    reply.server.refusals?.note({ ...body, client, path, id } as Refusal);
  }
  void reply.status(status).headers(headers).type('application/problem+json').send(body);
}
