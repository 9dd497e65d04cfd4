import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { hangUpWith } from './create-fastify-adapter';
import { ProblemError } from '../problems/problem.error';

/** Headers that say one thing. Of two Node keeps the first, or joins both to one that means neither. */
const SINGLE_HEADERS = new Set([
  'authorization',
  'content-encoding',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'origin',
  'traceparent',
]);

/** How long the answer to CONNECT may wait to be read. */
const CONNECT_LINGER_MS = 5_000;

/**
 * Answers as problem+json what Node and Fastify would answer by themselves, and refuses heads of which
 * Node would hand over a part: a request is understood as a whole or not at all.
 */
export function refuseUnclearHeads(fastify: FastifyInstance): void {
  const { server } = fastify;
  let isClosing = false;
  // Node drops the headers behind this count; the size of all of them, 16 KiB, bounds their number too.
  server.maxHeadersCount = 0;
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (_request, socket: Socket) => {
    // Node has taken its own listeners from it: an error would end the process, and no timeout would
    // close it.
    socket.on('error', () => undefined);
    socket.setTimeout(CONNECT_LINGER_MS, () => socket.destroy());
    socket.once('finish', () => socket.destroySoon());
    hangUpWith(
      socket,
      new ProblemError('not_found', 'this is not a proxy: it connects to nothing'),
      fastify.refusals,
    );
  });
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  fastify.addHook('onRequest', ({ ip, raw }, reply, done) => {
    const problem = isClosing
      ? new ProblemError('not_ready', 'this process is stopping')
      : findHeadProblem(raw);
    if (problem) {
      void reply.header('connection', 'close');
      // Those of other requests have a line like all that is refused.
      if (raw.method === 'GET') {
        fastify.refusals?.noteConnection({ client: ip, error: problem });
      }
    }
    done(problem);
  });
}

function findHeadProblem(request: IncomingMessage): ProblemError | undefined {
  const { headers, httpVersion, rawHeaders } = request;
  const { expect, host } = headers;
  if (host === undefined && httpVersion !== '1.0') {
    return new ProblemError('invalid_request', 'the header Host is missing');
  }
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return new ProblemError('expectation_failed', 'only `Expect: 100-continue` is met');
  }
  const areDistinct = Object.keys(headers).length === rawHeaders.length / 2;
  const repeated = areDistinct ? undefined : findRepeated(rawHeaders);
  if (repeated === undefined) return undefined;
  return new ProblemError('invalid_request', `the header ${repeated} is repeated`);
}

/** @param rawHeaders names and values by turns. */
function findRepeated(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}
