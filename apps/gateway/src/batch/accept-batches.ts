import { ProblemError } from '@warren/platform';
import type { FastifyInstance } from 'fastify';

/** Where batches are taken. */
export const BATCH_PATH = '/batch';

/** A batch as a JSON array is held in memory whole, so it is bound; NDJSON is streamed. */
const ARRAY_LIMIT_BYTES = 16 * 1_048_576;

/** Lets NDJSON through to the batch route as the stream it is, and larger JSON bodies. */
export function acceptBatches(fastify: FastifyInstance): void {
  fastify.addContentTypeParser('application/x-ndjson', (request, payload, done) => {
    if (request.routeOptions.url === BATCH_PATH) done(null, payload);
    else done(new ProblemError('unsupported_media_type', 'only /batch takes application/x-ndjson'));
  });
  fastify.addHook('onRoute', (route) => {
    if (route.url === BATCH_PATH) route.bodyLimit = ARRAY_LIMIT_BYTES;
  });
}
