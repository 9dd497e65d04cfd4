import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { EventLoopShare } from '@warren/platform';
import { BodyDeadlines } from './body-deadlines';
import { findJsonProblem } from './body-problems';
import { ByteBudget } from './byte-budget';
import { collectBytes, type CollectedBytes } from './collect-bytes';
import type { HttpConfig } from '../config/http.config';
import { ProblemError } from '../problems/problem.error';

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
  /** The largest JSON body, where it is not BODY_LIMIT_BYTES. */
  readonly jsonLimitBytes?: number;
  /** The route takes JSON as its bytes, which it parses itself piece by piece. */
  readonly takesJsonBytes?: boolean;
  /** The request keeps the JSON text too, as `bodyText`. */
  readonly keepsText?: boolean;
}

type Done = (error?: ProblemError) => void;

const METHODS = ['POST', 'PUT', 'PATCH'];
/** What all bodies that are read or held may have beside the first 4 KiB of each. */
const SHARED_BYTES = 67_108_864;
/** Larger bodies are parsed in the share of the event loop that heavy work has. */
const SMALL_BYTES = 16_384;

/**
 * Reads the bodies of all POST, PUT and PATCH routes registered from here on, and refuses what is no
 * JSON, nested too deeply, too large, compressed, too slow, or in too many pieces. An empty body
 * counts as none, of any content type. Fastify's own reader makes an AsyncResource for every request, which cost the gateway a third of its time; as bodiless, they
 * pass it by. Fastify reads the body of no other method either: it has no parser left, and answers 415.
 */
export function readBodies(
  fastify: FastifyInstance,
  { bodyLimitBytes: bodyLimit, requestTimeoutMs }: HttpConfig,
  eventLoop: EventLoopShare,
): void {
  const deadlines = new BodyDeadlines(fastify, requestTimeoutMs);
  const shared = new ByteBudget(SHARED_BYTES);
  const parse = toParser(fastify, eventLoop);
  fastify.decorateRequest('bodyText', undefined);
  fastify.removeAllContentTypeParsers();
  hangUpOnUnreadBodies(fastify, bodyLimit);
  for (const method of METHODS) fastify.addHttpMethod(method, { hasBody: false });
  fastify.addHook('onRoute', (route) => {
    if (!METHODS.some((each) => each === route.method)) return;
    const config = (route.config ?? {}) as BodyRouteConfig;
    const { jsonLimitBytes: limit = bodyLimit, keepsText = false, streamedType } = config;

    const read = (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
      const settle = (error?: ProblemError): void => {
        // The client may still be sending a body that the server no longer reads.
        if (error) void reply.header('connection', 'close');
        done(error);
      };
      const type = mediaTypeOf(request);
      const fault = findTypeFault(request, type, streamedType);
      if (!fault && type === streamedType) {
        request.body = request.raw;
        return done();
      }
      if (!hasBody(request)) return done();
      // Whether a chunked body has anything in it is seen only when it comes.
      if (fault && !request.headers['transfer-encoding']) return settle(fault);
      const stopWatching = deadlines.watch(request, reply, limit);
      collectBytes(request.raw, { limit: fault ? 0 : limit, shared }, (body) => {
        stopWatching();
        if (body.error) return settle(fault ?? body.error);
        if (body.bytes.length === 0) return done();
        if (!config.takesJsonBytes) return parse(request, body, keepsText, settle);
        if (reply.raw.destroyed) return body.free();
        reply.raw.once('close', body.free);
        request.body = body.bytes;
        done();
      });
    };
    route.preValidation = [read, ...hooksOf(route)];
  });
}

type Parse = (
  request: FastifyRequest,
  collected: CollectedBytes,
  keepsText: boolean,
  done: Done,
) => void;

/** Sets the body of a request from its bytes, unless they are no JSON or not to be parsed. */
function toParser(fastify: FastifyInstance, eventLoop: EventLoopShare): Parse {
  // Refuses `__proto__` and `constructor.prototype` however they are written.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (request, { bytes, free }, keepsText, done) => {
    const parseIt = (): void => {
      const text = bytes.toString('utf8');
      free();
      const problem = findJsonProblem(text);
      if (problem) return done(problem);
      void parse(request, text, (fault, value) => {
        if (fault) return done(new ProblemError('malformed_json', fault.message));
        request.body = value;
        if (keepsText) request.bodyText = text;
        done();
      });
    };
    const turn = bytes.length > SMALL_BYTES ? eventLoop.untilTurn() : undefined;
    if (turn) void turn.then(parseIt);
    else parseIt();
  };
}

/**
 * After its answer Node reads the rest of a request for nothing, for as long as it is sent. That is left
 * to it only where the rest is short.
 */
function hangUpOnUnreadBodies(fastify: FastifyInstance, bodyLimit: number): void {
  fastify.addHook('onResponse', ({ raw }, _reply, done) => {
    if (!raw.complete && !(Number(raw.headers['content-length']) <= bodyLimit)) raw.destroy();
    done();
  });
}

/** Why a body of this content type is not read, if so. */
function findTypeFault(
  { headers }: FastifyRequest,
  type: string | undefined,
  streamedType: string | undefined,
): ProblemError | undefined {
  const isTaken = type === 'application/json' || (type !== undefined && type === streamedType);
  if (!isTaken) {
    return new ProblemError(
      'unsupported_media_type',
      type === undefined ? 'a body needs a content type' : `${type.slice(0, 64)} is not taken here`,
    );
  }
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return undefined;
  return new ProblemError('unsupported_media_type', 'a body must not be compressed');
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
