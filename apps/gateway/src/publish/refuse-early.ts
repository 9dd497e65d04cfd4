import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Publisher, REFUSED_RETRY_AFTER_SECONDS } from '@warren/messaging';
import { ProblemError, sendProblem, toProblem } from '@warren/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PacedAnswers } from './paced-answers';

/** What a route says of itself in its `config`, for requests to be refused before they are read. */
export interface EarlyRefusalConfig {
  readonly isRefusedEarly: true;
}

/**
 * Refuses publishes while none can be sent, before their bodies are read. Under overload most of
 * what arrives is refused: if each refusal cost as much as a publish, little else would be done, and
 * a broker that is back could not even be connected to. For the same reason they are paced when they
 * are many.
 *
 * A request that may be answered without a publish (a dry run, a key whose answer is known) passes.
 */
@Injectable()
export class EarlyRefusal implements OnModuleInit {
  private readonly answers = new PacedAnswers();

  constructor(
    private readonly adapterHost: HttpAdapterHost<FastifyAdapter>,
    private readonly publisher: Publisher,
  ) {}

  onModuleInit(): void {
    this.adapterHost.httpAdapter.getInstance().addHook('onRequest', (request, reply, done) => {
      const { refusal } = this.publisher;
      if (refusal === undefined || !isPlainPublish(request)) return done();
      this.answers.give(() => refuse(reply, refusal));
    });
  }
}

function isPlainPublish({ headers, query, routeOptions }: FastifyRequest): boolean {
  const { isRefusedEarly } = routeOptions.config as Partial<EarlyRefusalConfig>;
  return (
    isRefusedEarly === true &&
    headers['idempotency-key'] === undefined &&
    (query as { dryRun?: unknown }).dryRun === undefined
  );
}

function refuse(reply: FastifyReply, reason: string): void {
  const error = new ProblemError('refused', reason, {
    outcome: 'refused',
    retryAfterSeconds: REFUSED_RETRY_AFTER_SECONDS,
  });
  sendProblem(reply, toProblem(error, reply.request.url));
}
