import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem.error';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers a page that reads its own query. */
    acceptsAnyQuery?: boolean;
  }
}

interface DescribedParameter {
  readonly in?: string;
  readonly name?: string;
  readonly schema?: { readonly type?: string };
}

/** The query parameters of a route; `true`: it may be given more than once. */
type Parameters = ReadonlyMap<string, boolean>;

const NONE: Parameters = new Map();

/**
 * Refuses with 400 a query parameter that the route does not describe, or that is given twice where it
 * is no list. What a route describes are its query DTO and its `@ApiQuery`, as its API document has them.
 *
 * @param describe called once, when all routes are there.
 */
export function refuseUnknownQueries(
  fastify: FastifyInstance,
  describe: () => OpenAPIObject,
): void {
  let known: ReadonlyMap<string, Parameters> = new Map();
  fastify.addHook('onReady', (done) => {
    known = readParameters(describe());
    done();
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(request.raw.url?.includes('?') ? findQueryProblem(request, known) : undefined);
  });
}

function findQueryProblem(
  { method, query, routeOptions }: FastifyRequest,
  known: ReadonlyMap<string, Parameters>,
): ProblemError | undefined {
  // There is no such route: that is answered 404.
  if (routeOptions.url === undefined || routeOptions.config.acceptsAnyQuery) return undefined;
  const route = keyOf(method, routeOptions.url.replace(/:(\w+)/g, '{$1}'));
  const parameters = known.get(route) ?? NONE;
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    const isList = parameters.get(name);
    const shown = name.slice(0, 64);
    if (isList === undefined) return refused(`the query parameter '${shown}' is not known here`);
    if (Array.isArray(value) && !isList) return refused(`'${shown}' is given more than once`);
  }
  return undefined;
}

function refused(detail: string): ProblemError {
  return new ProblemError('invalid_request', detail);
}

function readParameters({ paths }: OpenAPIObject): Map<string, Parameters> {
  const known = new Map<string, Parameters>();
  for (const [path, item] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const { parameters = [] } = operation as { parameters?: readonly DescribedParameter[] };
      const queries = parameters.filter((each) => each.in === 'query');
      const lists = queries.map(
        ({ name = '', schema }) => [name, schema?.type === 'array'] as const,
      );
      known.set(keyOf(method, path), new Map(lists));
    }
  }
  return known;
}

function keyOf(method: string, path: string): string {
  const upper = method.toUpperCase();
  return `${upper === 'HEAD' ? 'GET' : upper} ${path}`;
}
