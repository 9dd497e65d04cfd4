import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { BodyDeadlines } from './body-deadlines';
import { collectText } from './collect-text';
import { ProblemError } from './problem.error';

declare module 'fastify' {
  interface FastifyRequest {
    /** What `body` was parsed from, where the route's `config` has `keepsText`. */
    bodyText?: string;
  }
}

/** What a route's `config` may say about its body. */
export interface BodyRouteConfig {
  /** Of this content type the body is left to the route as the stream it is, for as long as it flows. */
  readonly streamedType?: string;
  /** The largest JSON body, where it is another than everywhere. */
  readonly jsonLimitBytes?: number;
  /** The request keeps the JSON text too, as `bodyText`. */
  readonly keepsText?: boolean;
}

type Done = (error?: ProblemError) => void;

const METHODS = ['POST', 'PATCH'];

/**
 * Reads the bodies of all POST and PATCH routes registered from here on, and refuses what is no
 * JSON, too large, compressed or too slow. Fastify's own reader makes an AsyncResource for every
 * request, which cost the gateway a third of its time; as bodiless, they pass it by. Fastify reads the
 * body of no other method either: it has no parser left, and answers 415.
 */
export function readBodies(fastify: FastifyInstance, bodyLimit: number): void {
  const deadlines = new BodyDeadlines(fastify);
  // Refuses `__proto__` and `constructor.prototype` however they are written.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.decorateRequest('bodyText', undefined);
  fastify.removeAllContentTypeParsers();
  for (const method of METHODS) fastify.addHttpMethod(method, { hasBody: false });
  fastify.addHook('onRoute', (route) => {
    if (!METHODS.some((each) => each === route.method)) return;
    const config = (route.config ?? {}) as BodyRouteConfig;
    const { streamedType, jsonLimitBytes = bodyLimit, keepsText = false } = config;

    const read = (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
      const fail = (error: ProblemError): void => {
        // The client may still be sending what nobody reads.
        void reply.header('connection', 'close');
        done(error);
      };
      const type = mediaTypeOf(request);
      if (type !== 'application/json') {
        if (type === undefined && !hasBody(request)) return done();
        if (type === undefined || type !== streamedType) return fail(unsupported(type));
      }
      const encoding = request.headers['content-encoding'];
      if (encoding !== undefined && encoding !== 'identity') {
        return fail(new ProblemError('unsupported_media_type', 'a body must not be compressed'));
      }
      if (type === streamedType) {
        request.body = request.raw;
        return done();
      }
      const stopWatching = streamedType === undefined ? deadlines.watch(request, reply) : undefined;
      collectText(request.raw, jsonLimitBytes, (error, text) => {
        stopWatching?.();
        if (error) return fail(error);
        void parse(request, text, (fault, value) => {
          if (fault) return fail(new ProblemError('malformed_json', fault.message));
          request.body = value;
          if (keepsText) request.bodyText = text;
          done();
        });
      });
    };
    route.preValidation = [read, ...hooksOf(route)];
  });
}

function hooksOf({ preValidation = [] }: RouteOptions): Extract<typeof preValidation, unknown[]> {
  return Array.isArray(preValidation) ? preValidation : [preValidation];
}

/** The content type without its parameters, in lower case. */
function mediaTypeOf({ headers }: FastifyRequest): string | undefined {
  const type = headers['content-type'];
  return type === undefined || type === 'application/json'
    ? type
    : type.split(';', 1)[0]?.trim().toLowerCase();
}

function hasBody({ headers }: FastifyRequest): boolean {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || length !== '0';
}

function unsupported(type: string | undefined): ProblemError {
  return new ProblemError(
    'unsupported_media_type',
    type === undefined ? 'a body needs a content type' : `${type} is not taken here`,
  );
}
