import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { EventLoopShare } from '@warren/platform';

/** Requests of one connection that may wait for their answers at once. */
const MAX_PIPELINED = 16;

type Handle = () => void;

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
): void {
  const lines = new WeakMap<Socket, Handle[]>();
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const line = lines.get(socket) ?? [];
    lines.set(socket, line);
    if (line.length >= MAX_PIPELINED) socket.destroy();
    if (socket.destroyed) return;
    const begin = async (): Promise<void> => {
      await share.untilTurn();
      if (!socket.destroyed) line[0]?.();
    };
    response.once('close', () => {
      line.shift();
      if (line.length === 0) return;
      // In a later turn: an answer that is there at once must not bring in the whole line.
      setImmediate(() => void begin());
    });
    line.push(() => {
      for (const handle of handlers) handle.call(server, request, response);
    });
    if (line.length === 1) line[0]?.();
  });
}
