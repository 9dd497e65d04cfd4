import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpConfig } from '../config/http.config';
import { OperatorConfig } from '../config/operator.config';
import { findLoopbackFault } from './operator-loopback';
import { ProblemError } from '../problems/problem.error';

/**
 * Lets through who may operate this process: who has the OPERATOR_KEY, or, when there is none, a
 * program on the same machine. It throws `unauthorized` (401) or `operations_locked` (403) for
 * everybody else.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly operator: OperatorConfig,
    private readonly http: HttpConfig,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const { headers } = http.getRequest<FastifyRequest>();
    const { operatorKey } = this.operator;
    if (operatorKey === undefined) {
      const fault = findLoopbackFault(this.http.host, headers);
      if (fault !== undefined) throw new ProblemError('operations_locked', fault);
    } else if (!isSame(readBearer(headers.authorization), operatorKey)) {
      void http.getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
      // The same words for every fault, so that a guess learns nothing.
      throw new ProblemError(
        'unauthorized',
        'send the header `Authorization: Bearer <OPERATOR_KEY>`',
      );
    }
    return true;
  }
}

function readBearer(header = ''): string {
  return /^bearer +(\S+) *$/i.exec(header)?.[1] ?? '';
}

/** Takes as long for every guess: compared are digests, which have one length. */
function isSame(given: string, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}
