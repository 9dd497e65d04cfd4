import type { FastifyInstance } from 'fastify';

/** Where Swagger UI is served. */
export const DOCS_PATH = 'docs';

/** Swagger UI loads its own files, has its styles in the page, its icons as data, and asks this server. */
const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page whose addresses lead where they should, from one that is taken for it. */
const DOCS_PAGE = `../${DOCS_PATH}`;

/** Makes browsers trust the content type of every answer, and confines the page at `/docs`. */
export function secureAnswers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff');
    if (request.url.startsWith(`/${DOCS_PATH}`)) {
      void reply.headers({
        'content-security-policy': DOCS_POLICY,
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
    }
    if (request.url === `/${DOCS_PATH}/`) return void reply.redirect(DOCS_PAGE);
    done();
  });
}
