import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/**
 * Who makes a request that `OperatorOnly` let through, for the journal: `operator` with the key, `local`
 * for a program on the same machine. Never what the request says of itself.
 */
export const OperatorName = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  context.switchToHttp().getRequest<FastifyRequest>().headers.authorization === undefined
    ? 'local'
    : 'operator',
);
