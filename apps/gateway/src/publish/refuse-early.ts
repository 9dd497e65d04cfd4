import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Publisher, PublishReporter, REFUSED_RETRY_AFTER_SECONDS } from '@warren/messaging';
import type { PublishRoute } from '@warren/model';
import { ProblemError, ROUTING_KEY, sendProblem, toProblem } from '@warren/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PacedAnswers } from './paced-answers';

/** What a route says of itself in its `config`, for requests to be refused before they are read. */
export interface EarlyRefusalConfig {
  /** Where its requests publish, for reports. */
  readonly refusedEarly: PublishRoute;
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
    private readonly reports: PublishReporter,
  ) {}

  onModuleInit(): void {
    this.adapterHost.httpAdapter.getInstance().addHook('onRequest', (request, reply, done) => {
      const { refusal } = this.publisher;
      const route = refusal === undefined ? undefined : routeOf(request);
      if (refusal === undefined || route === undefined) return done();
      this.note(request, route, refusal);
      this.answers.give(() => refuse(reply, refusal));
    });
  }

  private note({ ip, params }: FastifyRequest, route: PublishRoute, reason: string): void {
    const named = (params as { routingKey?: string }).routingKey ?? '';
    // It was not validated: what no client may publish with is no name for a report.
    const routingKey = route.routingKey ?? (ROUTING_KEY.test(named) ? named : '');
    this.reports.refusedEarly({ exchange: route.exchange, routingKey, reason, client: ip });
  }
}

/** Where a request publishes that is nothing but a publish. */
function routeOf({ headers, query, routeOptions }: FastifyRequest): PublishRoute | undefined {
  const { refusedEarly } = routeOptions.config as Partial<EarlyRefusalConfig>;
  const isPlain =
    headers['idempotency-key'] === undefined &&
    (query as { dryRun?: unknown }).dryRun === undefined;
  return isPlain ? refusedEarly : undefined;
}

function refuse(reply: FastifyReply, reason: string): void {
  const error = new ProblemError('refused', reason, {
    outcome: 'refused',
    retryAfterSeconds: REFUSED_RETRY_AFTER_SECONDS,
  });
  sendProblem(reply, toProblem(error, reply.request.url));
}
