import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiQuery } from '@nestjs/swagger';
import { ProblemError } from '@warren/http';
import type { FastifyRequest } from 'fastify';

/** What a request says about its publish outside the body. */
export interface PublishContext {
  /** 1 to 255 printable ASCII characters. */
  readonly idempotencyKey?: string;
  /** As it came: who checks it ignores a malformed one, as W3C Trace Context asks. */
  readonly traceparent?: string;
  /** Only say where the event would go. */
  readonly isDryRun: boolean;
  /** The address of the client, for the log and for reports. */
  readonly client?: string;
}

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Reads it from the request. @throws ProblemError `invalid_request`. */
export function readPublishContext(request: FastifyRequest): PublishContext {
  const { 'idempotency-key': key, traceparent } = request.headers;
  if (key !== undefined && (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))) {
    throw new ProblemError(
      'invalid_request',
      'Idempotency-Key must be 1 to 255 printable ASCII characters without spaces',
    );
  }
  return {
    idempotencyKey: key,
    traceparent: typeof traceparent === 'string' ? traceparent : undefined,
    isDryRun: readDryRun((request.query as { dryRun?: unknown }).dryRun),
    client: request.ip,
  };
}

/** The `PublishContext` of the request. */
export const Publishing = createParamDecorator((_: unknown, host: ExecutionContext) =>
  readPublishContext(host.switchToHttp().getRequest<FastifyRequest>()),
);

function readDryRun(value: unknown): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new ProblemError('invalid_request', "dryRun must be 'true' or 'false'");
}

/** Documents what `Publishing` reads. */
export function DescribesPublishContext(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'The same key and body: the same message id and answer, once. Safe to repeat after 503 and 504.',
    }),
    ApiQuery({
      name: 'dryRun',
      required: false,
      enum: ['true', 'false'],
      description: 'Only say which queues the event would reach, and by which bindings.',
    }),
  );
}
