import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that may wait for their answers at once. */
const MAX_PIPELINED = 16;

type Handle = () => void;

/**
 * Handles the requests of one connection one after the other, and disconnects a client that sends more
 * than 16 ahead of their answers. Node would call the handler of every request in a piece of data it
 * reads, about a thousand of them, before anything else happens.
 */
export function limitPipelining(server: Server): void {
  const lines = new WeakMap<Socket, Handle[]>();
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const line = lines.get(socket) ?? [];
    lines.set(socket, line);
    if (line.length >= MAX_PIPELINED) socket.destroy();
    if (socket.destroyed) return;
    response.once('close', () => {
      line.shift();
      // In a later turn: an answer that is there at once must not bring in the whole line.
      if (line.length > 0) setImmediate(() => !socket.destroyed && line[0]?.());
    });
    line.push(() => {
      for (const handle of handlers) handle.call(server, request, response);
    });
    if (line.length === 1) line[0]?.();
  });
}
