import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.error';
import { sendProblem } from './send-problem';
import { toProblem } from './to-problem';

/** How long a client may take to send a request's headers, and then its body, in milliseconds. */
const LIMIT_MS = 10_000;
const SWEEP_MS = 1_000;

interface Arriving {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly since: number;
}

/**
 * Gives up on a client that is too slow to send its request: 408, and the connection is closed.
 * Node's own `requestTimeout` cannot spare the routes that take a stream. One sweep a second looks
 * after all requests, since a timer for each costs more than the rest of it.
 */
export class BodyDeadlines {
  private readonly arriving = new Set<Arriving>();

  /** Sweeps until the server closes. */
  constructor(fastify: FastifyInstance) {
    fastify.server.headersTimeout = LIMIT_MS;
    const sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    sweeper.unref();
    fastify.addHook('onClose', (_instance, done) => {
      clearInterval(sweeper);
      done();
    });
  }

  /** Watches a body that begins to arrive; to be told, by what this returns, when it is there. */
  watch(request: FastifyRequest, reply: FastifyReply): () => void {
    const each: Arriving = { request, reply, since: Date.now() };
    this.arriving.add(each);
    return () => this.arriving.delete(each);
  }

  private sweep(): void {
    for (const each of this.arriving) {
      if (Date.now() - each.since < LIMIT_MS) return;
      this.arriving.delete(each);
      giveUp(each);
    }
  }
}

function giveUp({ request, reply }: Arriving): void {
  if (reply.sent || request.raw.destroyed) return;
  const error = new ProblemError('request_too_slow', `the body took more than ${LIMIT_MS} ms`);
  reply.raw.once('finish', () => request.raw.destroy());
  sendProblem(reply, toProblem(error, request.url));
}
