import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { EventLoopShare } from '@warren/platform';
import type { RefusalLog } from '../problems/refusal-log';
import { hangUpWith } from './create-fastify-adapter';
import { ProblemError } from '../problems/problem.error';

/** What is parsed in one step of a connection that brings little, in bytes: most requests are smaller. */
const SMALL_BYTES = 1_024;
/** What is parsed in one step of a connection that brings more. */
const STEP_BYTES = 2_048;
/** Connections that may wait for the next step of a request at once, before new ones are refused. */
const MAX_WAITING = 256;

/**
 * Gives the HTTP parser what connections bring in steps of 2 KiB, in the share of the event loop that
 * heavy work has. Left to itself Node parses all that has arrived, 64 KiB of each connection, in one turn:
 * from 64 connections that send chunks of one byte, or tiny requests, for seconds. Nothing stops its parser
 * within what it was given. Up to 1 KiB has a share of its own: what hundreds of connections ask at once
 * does not make one long turn either. The first request of a connection does not wait if it has no more.
 *
 * While 256 connections wait in the middle of a request, a new one that brings more than that is
 * answered `overloaded`.
 *
 * To be called when all handlers of requests are there.
 */
export function paceConnections(
  server: Server,
  eventLoop: EventLoopShare,
  forSmall = new EventLoopShare(),
  refusals?: RefusalLog,
): void {
  const latest = new WeakMap<Socket, IncomingMessage>();
  let waitingCount = 0;
  server.prependListener('request', (request) => latest.set(request.socket, request));
  server.on('connection', (socket) => {
    for (const share of [eventLoop, forSmall]) share.noticeConnection();
    let isWaiting = false;
    const feed = (hasTurn = false): void => {
      for (; !isWaiting && isWanted(socket, latest.get(socket)); hasTurn = false) {
        const bytes = socket.readableLength;
        const isSmall = bytes <= SMALL_BYTES;
        const isFree = hasTurn || bytes === 0 || (isSmall && !latest.has(socket));
        const turn = isFree ? undefined : (isSmall ? forSmall : eventLoop).untilTurn();
        if (!turn) {
          // With a listener for 'readable' the stream does not flow: each read hands its bytes to the parser.
          socket.read(isSmall ? undefined : Math.min(bytes, STEP_BYTES));
          if (isSmall) return buffering.end();
          continue;
        }
        const request = latest.get(socket);
        const weight = isSmall || request?.complete ? 0 : 1;
        if (waitingCount + weight > MAX_WAITING && !request) return refuse(socket, refusals);
        isWaiting = true;
        waitingCount += weight;
        void turn.then(() => {
          isWaiting = false;
          waitingCount -= weight;
          feed(true);
        });
      }
    };
    const buffering = bufferUnless(socket, feed, (bytes) => {
      const request = latest.get(socket);
      if (!isWanted(socket, request)) return false;
      const isSmall = bytes <= SMALL_BYTES;
      return (isSmall && !request) || (isSmall ? forSmall : eventLoop).hasTurn();
    });
    for (const event of ['resume', 'drain']) {
      socket.on(event, () => socket.readableLength > 0 && feed());
    }
  });
}

/**
 * Hands a piece that fits into one step to the parser as it comes, where `mayPass` says so. At first, and
 * from a piece on that may not pass until `end`, they go through the buffer of the stream, and `feed` is
 * called; its machinery costs a third of what Node needs for a request.
 */
function bufferUnless(
  socket: Socket,
  feed: () => void,
  mayPass: (bytes: number) => boolean,
): { readonly end: () => void } {
  const push = socket.push.bind(socket);
  const onReadable = (): void => feed();
  let isBuffering = true;
  socket.on('readable', onReadable);
  socket.push = (piece: Buffer | null, encoding) => {
    if (isBuffering || piece === null) return push(piece, encoding);
    const isPassed = piece.length <= STEP_BYTES && !socket.isPaused() && mayPass(piece.length);
    if (isPassed && socket.emit('data', piece)) return true;
    isBuffering = true;
    socket.on('readable', onReadable);
    return push(piece, encoding);
  };
  const end = (): void => {
    if (!isBuffering || socket.readableLength > 0 || socket.readableEnded) return;
    isBuffering = false;
    // It flows again.
    socket.off('readable', onReadable);
  };
  return { end };
}

function refuse(socket: Socket, refusals?: RefusalLog): void {
  const fields = { retryAfterSeconds: 1 };
  const error = new ProblemError('overloaded', 'too many requests arrive at once', fields);
  hangUpWith(socket, error, refusals);
  socket.destroySoon();
}

/** Whether the parser may have more: not while answers or the body of the latest request wait to be read. */
function isWanted(socket: Socket, latest?: IncomingMessage): boolean {
  if (socket.destroyed || socket.writableNeedDrain) return false;
  return !latest || latest.complete || latest.readableLength < latest.readableHighWaterMark;
}
