import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem.error';
import { sendProblem } from '../problems/send-problem';
import { toProblem } from '../problems/to-problem';

/** The deadline grows by a second for each of these that a body may have. */
const BYTES_PER_SECOND = 262_144;
const SWEEP_MS = 1_000;

interface Arriving {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly until: number;
  readonly limitMs: number;
}

/**
 * Gives up on a client that is too slow to send its request: 408, and the connection is closed.
 * Node's own `requestTimeout` cannot spare the routes that take a stream. One sweep a second looks
 * after all requests, since a timer for each costs more than the rest of it.
 */
export class BodyDeadlines {
  private readonly arriving = new Set<Arriving>();

  /**
   * Sweeps until the server closes.
   *
   * @param timeoutMs how long a body of 256 KiB may take.
   */
  constructor(
    fastify: FastifyInstance,
    private readonly timeoutMs: number,
  ) {
    const sweeper = setInterval(() => this.sweep(), SWEEP_MS);
    sweeper.unref();
    fastify.addHook('onClose', (_instance, done) => {
      clearInterval(sweeper);
      done();
    });
  }

  /**
   * Watches a body that begins to arrive; what this returns is to be called when it is there.
   *
   * @param limitBytes how large it may be: 16 MiB may take about a minute more than 256 KiB.
   */
  watch(request: FastifyRequest, reply: FastifyReply, limitBytes: number): () => void {
    const limitMs = this.timeoutMs + 1_000 * Math.floor((limitBytes - 1) / BYTES_PER_SECOND);
    const each: Arriving = { request, reply, until: Date.now() + limitMs, limitMs };
    this.arriving.add(each);
    return () => this.arriving.delete(each);
  }

  private sweep(): void {
    const now = Date.now();
    for (const each of this.arriving) {
      if (now < each.until) continue;
      this.arriving.delete(each);
      giveUp(each);
    }
  }
}

function giveUp({ limitMs, reply, request }: Arriving): void {
  if (reply.sent || request.raw.destroyed) return;
  const error = new ProblemError('request_too_slow', `the body took more than ${limitMs} ms`);
  reply.raw.once('finish', () => request.raw.destroy());
  sendProblem(reply, toProblem(error, request.url));
}
