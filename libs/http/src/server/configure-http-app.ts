import type { INestApplication } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { EventLoopShare } from '@warren/platform';
import { HttpConfig } from '../config/http.config';
import { closeSilentConnections } from './close-silent-connections';
import { limitPipelining } from './limit-pipelining';
import { OPERATOR_SCHEME } from '../operators/operator-only.decorator';
import { paceConnections } from './pace-connections';
import { ProblemFilter } from '../problems/problem.filter';
import { readBodies } from '../bodies/read-bodies';
import { RefusalLog } from '../problems/refusal-log';
import { refuseUnclearHeads } from './refuse-unclear-heads';
import { refuseUnknownQueries } from './refuse-unknown-queries';
import { DOCS_PATH, secureAnswers } from './secure-answers';
import { StrictValidationPipe } from '@warren/platform';

/** What kept connections ask, probes among it, waits for no more turns that bring new ones. */
const SMALL_TURNS_PUT_OFF = 16;

/** The title page of an app's OpenAPI document. */
export interface ApiDescription {
  readonly title: string;
  readonly description: string;
  readonly version: string;
  /** Whether it has routes that are marked with `@OperatorOnly`. */
  readonly hasOperations?: boolean;
}

/** Gives an app its parser, pipe, filter and documentation; tests boot the same way. */
export function configureHttpApp(app: NestFastifyApplication, api: ApiDescription): void {
  const [http, eventLoop] = [app.get(HttpConfig), app.get(EventLoopShare)];
  const fastify = app.getHttpAdapter().getInstance();
  const { server } = fastify;
  server.keepAliveTimeout = http.keepAliveTimeoutMs;
  server.headersTimeout = http.headersTimeoutMs;
  closeSilentConnections(fastify);
  secureAnswers(fastify);
  refuseUnclearHeads(fastify);
  readBodies(fastify, http, eventLoop);
  refuseUnknownQueries(fastify, () => createApiDocument(app, api));
  const forSmall = new EventLoopShare(SMALL_TURNS_PUT_OFF);
  const refusals: RefusalLog = app.get(RefusalLog);
  limitPipelining(server, forSmall, refusals);
  paceConnections(server, eventLoop, forSmall, refusals);
  fastify.decorate('refusals', refusals);
  app.useGlobalPipes(new StrictValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  SwaggerModule.setup(DOCS_PATH, app, () => createApiDocument(app, api), {
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
    // Relative to the document, so that it is right under any path at which a proxy serves this app.
    .addServer('.');
  if (api.hasOperations) {
    title.addBearerAuth(
      {
        type: 'http',
        description: 'The OPERATOR_KEY of the process, where one is set.',
      },
      OPERATOR_SCHEME,
    );
  }
  return SwaggerModule.createDocument(app, title.build());
}
