import {
  Inject,
  mixin,
  UseInterceptors,
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Journal } from '@warren/messaging';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';

/** The response headers of `CountsSince`, for OpenAPI. */
export const SINCE_HEADERS = {
  'Warren-Since': {
    description:
      'From when on this worker has read the journal: what happened before is not in the answer, except ' +
      'what was still open. Absent while it has read nothing.',
    schema: { type: 'string', format: 'date-time' },
  },
  'Warren-Since-Offset': {
    description:
      'The offset of the first record it has read; workers of different ages may differ.',
    schema: { type: 'integer' },
  },
} as const;

/**
 * Says in headers from where on what is answered was built, since workers of different ages have read
 * more or less of the journal.
 *
 * @param from what the view behind the endpoint follows.
 */
export function CountsSince(from: 'recent' | 'first'): MethodDecorator {
  class SinceInterceptor implements NestInterceptor {
    constructor(@Inject(Journal) private readonly journal: Journal) {}

    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const since = this.journal.since(from);
      const reply = context.switchToHttp().getResponse<FastifyReply>();
      if (since) {
        void reply.header('warren-since', since.at.toISOString());
        void reply.header('warren-since-offset', since.offset);
      }
      return next.handle();
    }
  }
  return applyDecorators(UseInterceptors(mixin(SinceInterceptor)));
}
