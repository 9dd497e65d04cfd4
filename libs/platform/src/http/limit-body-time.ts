import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from './problem.error';
import { sendProblem } from './send-problem';
import { toProblem } from './to-problem';

/** How long a client may take to send a request's headers, and then its body, in milliseconds. */
const LIMIT_MS = 10_000;
const SWEEP_MS = 1_000;

/** A route whose `config` has this takes its body as a stream, for as long as it flows. */
interface StreamedRouteConfig {
  readonly isStreamed?: boolean;
}

/**
 * Gives up on a client that is too slow to send its request: 408, and the connection is closed.
 * Node's own `requestTimeout` cannot spare the routes that take a stream. One sweep a second looks
 * after all requests, since a timer for each costs more than the rest of it.
 */
export function limitBodyTime(fastify: FastifyInstance): void {
  const arriving = new Map<FastifyRequest, { reply: FastifyReply; since: number }>();
  fastify.server.headersTimeout = LIMIT_MS;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!(request.routeOptions.config as StreamedRouteConfig).isStreamed) {
      arriving.set(request, { reply, since: Date.now() });
    }
    done();
  });
  // The body is there. A request that never gets so far, since it was refused or its client is
  // gone, is forgotten by the sweep.
  fastify.addHook('preValidation', (request, _reply, done) => {
    arriving.delete(request);
    done();
  });
  const sweeper = setInterval(() => {
    for (const [request, { reply, since }] of arriving) {
      if (Date.now() - since < LIMIT_MS) return;
      arriving.delete(request);
      giveUp(request, reply);
    }
  }, SWEEP_MS);
  sweeper.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(sweeper);
    done();
  });
}

function giveUp(request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent || request.raw.destroyed) return;
  const error = new ProblemError('request_too_slow', `the body took more than ${LIMIT_MS} ms`);
  reply.raw.once('finish', () => request.raw.destroy());
  sendProblem(reply, toProblem(error, request.url));
}
