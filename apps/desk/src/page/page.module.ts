import fastifyStatic from '@fastify/static';
import { Logger, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { ProblemError } from '@warren/http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPageFiles } from './find-page-files';
import { pagePolicy } from './page-policy';
import { PAGE_PATH, writePage } from './write-page';

const YEAR_SECONDS = 31_536_000;
const ASSETS_PATH = `${PAGE_PATH}/assets/`;
const NONCE_BYTES = 16;
const ANY_QUERY = { config: { acceptsAnyQuery: true } };

/** Serves the web page of the desk at `/ui/`, to which `/` leads. */
@Module({})
export class PageModule implements OnModuleInit {
  private readonly logger = new Logger(PageModule.name);

  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const folder = findPageFiles();
    if (folder === undefined) {
      this.logger.warn('the page is not built (npm run build), so the desk serves its API only');
      return;
    }
    servePage(this.host.httpAdapter.getInstance(), folder);
  }
}

function servePage(fastify: FastifyInstance, folder: string): void {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  // Its files have a hash of what is in them in their names, and were compressed by the build.
  void fastify.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: ASSETS_PATH,
    preCompressed: true,
    wildcard: false,
    cacheControl: false,
    decorateReply: false,
    setHeaders: (reply) =>
      void reply.setHeader('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`),
  });
  // Relative, as a proxy may serve the desk below a path.
  fastify.get('/', (_request, reply) => reply.redirect(`.${PAGE_PATH}/`));
  fastify.get(PAGE_PATH, (_request, reply) => reply.redirect(`.${PAGE_PATH}/`));
  fastify.get(`${PAGE_PATH}/*`, ANY_QUERY, (request, reply) => sendPage(html, request, reply));
}

function sendPage(html: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(NONCE_BYTES).toString('base64url');
  const [path = ''] = request.url.split('?');
  // A file of another build: what loads it must learn that it is not there.
  if (path.startsWith(ASSETS_PATH)) throw new ProblemError('not_found', 'there is no such file');
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': pagePolicy(nonce),
      'referrer-policy': 'no-referrer',
    })
    .send(writePage(html, path, nonce));
}
