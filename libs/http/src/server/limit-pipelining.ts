import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { EventLoopShare } from '@warren/platform';
import type { RefusalLog } from '../problems/refusal-log';
import { ProblemError } from '../problems/problem.error';

/** Requests of one connection that may wait for their answers at once. */
const MAX_PIPELINED = 16;

/** The requests of a connection that are not answered yet. */
interface Line {
  /** What answers the latest one that was begun. */
  current?: ServerResponse;
  readonly waiting: { readonly handle: () => void; readonly response: ServerResponse }[];
}

/**
 * Handles the requests of one connection one after the other, and disconnects a client that sends more
 * than 16 ahead of their answers. Node would call the handler of every request in a piece of data it
 * reads, about a thousand of them, before anything else happens.
 *
 * @param share that of the event loop in which those that waited begin: many connections would make one
 * long turn of them.
 */
export function limitPipelining(
  server: Server,
  share: Pick<EventLoopShare, 'untilTurn'> = new EventLoopShare(),
  refusals?: RefusalLog,
): void {
  const lines = new WeakMap<Socket, Line>();
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  const begin = async (line: Line, socket: Socket): Promise<void> => {
    await share.untilTurn();
    const next = socket.destroyed ? undefined : line.waiting.shift();
    if (!next) return;
    line.current = next.response;
    if (line.waiting.length > 0) beginNextOnClose(line, socket);
    next.handle();
  };
  const beginNextOnClose = (line: Line, socket: Socket): void => {
    // In a later turn: an answer that is there at once must not bring in the whole line.
    line.current?.once('close', () => setImmediate(() => void begin(line, socket)));
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const handle = (): void => {
      for (const each of handlers) each.call(server, request, response);
    };
    const line = lines.get(socket) ?? { current: undefined, waiting: [] };
    const { current, waiting } = line;
    // A listener for each answer would cost every request of a client that waits for its answers.
    if (waiting.length === 0 && current?.closed !== false) {
      if (current === undefined) lines.set(socket, line);
      line.current = response;
      return handle();
    }
    if (waiting.length + 1 >= MAX_PIPELINED) return hangUp(socket);
    waiting.push({ handle, response });
    if (waiting.length === 1) beginNextOnClose(line, socket);
  });

  function hangUp(socket: Socket): void {
    const error = new ProblemError('overloaded', 'one connection asked too far ahead of answers');
    refusals?.noteConnection({ client: socket.remoteAddress, error });
    socket.destroy();
  }
}
