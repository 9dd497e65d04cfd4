import type { FastifyReply } from 'fastify';
import type { ProblemAnswer } from './to-problem';

/** Sends a problem answer as `application/problem+json`. */
export function sendProblem(reply: FastifyReply, { status, headers, body }: ProblemAnswer): void {
  void reply.status(status).headers(headers).type('application/problem+json').send(body);
}
