import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, FastifyInstance, FastifyServerOptions } from 'fastify';
import type { Server } from 'node:http';
import type { RefusalLog } from '../problems/refusal-log';
import { ProblemError } from '../problems/problem.error';
import { sendProblem } from '../problems/send-problem';
import { toProblem } from '../problems/to-problem';

/** A Fastify adapter that answers as problem+json also what never reaches Nest. */
export function createFastifyAdapter(): FastifyAdapter {
  const options: FastifyServerOptions & Pick<FastifyHttpOptions<Server>, 'http'> = {
    // Silence on a connection, in milliseconds: longer than any publish may wait for the broker.
    // How long a body may take is the business of `BodyDeadlines`.
    connectionTimeout: 75_000,
    requestTimeout: 0,
    // What Node and Fastify would answer by themselves `refuseUnclearHeads` answers.
    http: { requireHostHeader: false, connectionsCheckingInterval: 1_000 },
    return503OnClosing: false,
    disableRequestLogging: true,
    // Longer than any routing key, so that a key too long is answered by the check that says so.
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (error, request, reply) => sendProblem(reply, toProblem(error, request.url)),
    clientErrorHandler: answerBrokenRequest,
  };
  return new FastifyAdapter(options);
}

/** Answers bytes that are not HTTP, headers that are too large or too slow; then hangs up. */
function answerBrokenRequest(
  this: FastifyInstance,
  { code }: { code?: string },
  socket: Socket,
): void {
  // A connection that was reset has no address, and no client that would read an answer.
  if (!socket.writable || socket.remoteAddress === undefined) {
    socket.destroy();
    return;
  }
  hangUpWith(socket, brokenRequest(code), this.refusals);
}

/** Answers on a connection that has no HTTP left, hangs up, and logs that. */
export function hangUpWith(socket: Socket, error: ProblemError, refusals?: RefusalLog): void {
  refusals?.noteConnection({ client: socket.remoteAddress, error });
  const { status, headers, body } = toProblem(error, '');
  const text = JSON.stringify(body);
  const head = Object.entries({
    ...headers,
    connection: 'close',
    'content-type': 'application/problem+json',
    'x-content-type-options': 'nosniff',
    'content-length': String(Buffer.byteLength(text)),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${String(body.title)}\r\n${head.join('')}\r\n${text}`);
}

/** By Node's code for it. */
function brokenRequest(code?: string): ProblemError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ProblemError('headers_too_large', 'the headers are larger than 16 KiB');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new ProblemError('request_too_slow', 'the request took too long to arrive');
  }
  return new ProblemError('invalid_request', 'this is not a valid HTTP request');
}
