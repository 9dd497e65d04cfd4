import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** The content type of an answer that is one JSON object a line. */
export const NDJSON = 'application/x-ndjson';

/** How long a client may read nothing of what waits for it, in milliseconds. */
const STALLED_MS = 75_000;

/**
 * Sends the texts as an answer, by default NDJSON, no faster than the client reads. A client that reads nothing for
 * 75 to 150 seconds while something waits for it is disconnected, also one that sends bytes meanwhile.
 */
export function sendTexts(reply: FastifyReply, texts: AsyncIterable<string>, type = NDJSON): void {
  disconnectWhenStalled(reply.raw);
  void reply.type(type).send(Readable.from(texts));
}

/** Node's own timeout of a socket begins again with each byte that arrives. */
function disconnectWhenStalled(raw: ServerResponse): void {
  let stalledAt: number | undefined;
  const timer = setInterval(() => {
    const { bytesWritten = 0, writableLength = 0 } = raw.socket ?? {};
    const sent = bytesWritten - writableLength;
    if (writableLength > 0 && sent === stalledAt) raw.destroy();
    stalledAt = writableLength > 0 ? sent : undefined;
  }, STALLED_MS).unref();
  raw.once('close', () => clearInterval(timer));
}
