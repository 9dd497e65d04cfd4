import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Closes, when the server stops, the connections on which no request has arrived. To Node they are not
 * idle, and a stop would wait for them until their headers are due; browsers and pools open such ones
 * ahead of their requests.
 */
export function closeSilentConnections(fastify: Pick<FastifyInstance, 'addHook' | 'server'>): void {
  const silent = new Set<Socket>();
  fastify.server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  fastify.server.prependListener('request', ({ socket }) => silent.delete(socket));
  fastify.addHook('preClose', (done) => {
    for (const socket of silent) socket.destroy();
    done();
  });
}
