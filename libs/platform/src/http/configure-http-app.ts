import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { HttpConfig } from './http.config';
import { limitBodyTime } from './limit-body-time';
import { ProblemError } from './problem.error';
import { ProblemFilter } from './problem.filter';
import { StrictValidationPipe } from './validation.pipe';

/** The title page of an app's OpenAPI document. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

/** Gives an app its parser, pipe, filter and documentation; tests boot the same way. */
export function configureHttpApp(app: NestFastifyApplication, api: ApiDescription): void {
  const fastify = app.getHttpAdapter().getInstance();
  acceptOnlyJson(fastify, app.get(HttpConfig).bodyLimitBytes);
  limitBodyTime(fastify);
  app.useGlobalPipes(new StrictValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  SwaggerModule.setup('docs', app, () => createApiDocument(app, api), {
    jsonDocumentUrl: 'openapi.json',
  });
}

/** The OpenAPI document of an app, from its controllers and DTOs. */
export function createApiDocument(app: INestApplication, api: ApiDescription): OpenAPIObject {
  const title = new DocumentBuilder()
    .setTitle(api.title)
    .setDescription(api.description)
    .setVersion(api.version)
    .setOpenAPIVersion('3.1.0')
    .build();
  return SwaggerModule.createDocument(app, title);
}

/**
 * Fastify would also parse plain text, and Nest forms; no endpoint wants either. Fastify's JSON
 * parser refuses `__proto__` and `constructor.prototype` however they are written.
 */
function acceptOnlyJson(fastify: FastifyInstance, bodyLimit: number): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { 'content-encoding': encoding } = request.headers;
    if (encoding === undefined || encoding === 'identity') done();
    else done(new ProblemError('unsupported_media_type', 'a body must not be compressed'));
  });
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string', bodyLimit },
    (request, body, done) =>
      parse(request, body, (error, value) => {
        // Nest keeps no more of a Fastify error than its status, and every bad body has the same.
        done(error && new ProblemError('malformed_json', error.message), value);
      }),
  );
}
