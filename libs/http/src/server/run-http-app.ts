import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { configureHttpApp, type ApiDescription } from './configure-http-app';
import { createFastifyAdapter } from './create-fastify-adapter';
import { explainListenFault } from './explain-listen-fault';
import { HttpConfig } from '../config/http.config';
import { AppLogger } from '../logging/app-logger';
import { closeOnSignals } from '@warren/platform';
import { exitCodeFor } from '@warren/platform';

/** What an app says about itself to be served. */
export interface HttpAppOptions extends ApiDescription {
  readonly port: (app: NestFastifyApplication) => number;
  /** The variable that sets the port: it is named when the port is taken. */
  readonly portVariable: string;
  /** Called before the app starts, to make it a hybrid one: `app.connectMicroservice`. */
  readonly configure?: (app: NestFastifyApplication) => void;
}

/**
 * Boots an app: logs, problem+json, strict validation, Swagger UI at `/docs`, the document at
 * `/openapi.json`, an orderly stop on SIGTERM and SIGINT. Resolves when it listens, which does not wait
 * for what its microservices connect to. When it cannot, the process ends with the reason: with code 78
 * for one that a restart cannot mend, with code 1 for any other.
 */
export async function runHttpApp(
  loadModule: () => Promise<DynamicModule>,
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
    options.configure?.(app);
    closeOnSignals(app, shutdownGraceMs);
    // A microservice that begins before the hooks of the app were called could be given work too early.
    await app.init();
    await app.startAllMicroservices();
    const port = options.port(app);
    await app.listen(port, host).catch((error: unknown) => {
      throw explainListenFault(error, { host, port, portVariable: options.portVariable });
    });
    logger.log(`listening on ${await app.getUrl()}`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCodeFor(error));
  }
}
