import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyServerOptions } from 'fastify';
import { configureHttpApp, type ApiDescription } from './configure-http-app';
import { HttpConfig } from './http.config';
import { sendProblem } from './send-problem';
import { toProblem } from './to-problem';
import { AppLogger } from '../logging/app-logger';
import { closeOnSignals } from '../lifecycle/close-on-signals';

/** What an app says about itself to be served. */
export interface HttpAppOptions extends ApiDescription {
  readonly port: (app: NestFastifyApplication) => number;
}

/**
 * Boots an app: logs, problem+json, strict validation, Swagger UI at `/docs`, the document at
 * `/openapi.json`, an orderly stop on SIGTERM and SIGINT. Resolves when it listens; the process
 * ends with code 1 and the reason when it cannot.
 */
export async function runHttpApp(
  loadModule: () => Type | Promise<Type>,
  options: HttpAppOptions,
): Promise<void> {
  try {
    const app = await NestFactory.create<NestFastifyApplication>(
      await loadModule(),
      createFastifyAdapter(),
      { bufferLogs: true, bodyParser: false, abortOnError: false },
    );
    const logger = app.get(AppLogger);
    app.useLogger(logger);
    const { host, shutdownGraceMs } = app.get(HttpConfig);
    configureHttpApp(app, options);
    closeOnSignals(app, shutdownGraceMs);
    await app.listen(options.port(app), host);
    logger.log(`listening on ${await app.getUrl()}`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/**
 * A Fastify adapter that gives up on a client too slow to send its request (10 s) and answers as
 * problem+json also what never reaches Nest, such as an address that cannot be decoded.
 */
export function createFastifyAdapter(): FastifyAdapter {
  const options: FastifyServerOptions = {
    requestTimeout: 10_000,
    connectionTimeout: 15_000,
    // Longer than any routing key, so that a key too long is answered by the check that says so.
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (error, request, reply) => sendProblem(reply, toProblem(error, request.url)),
  };
  return new FastifyAdapter(options);
}
