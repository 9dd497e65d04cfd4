import { Logger, type INestApplication } from '@nestjs/common';
import { Readiness } from '../health/readiness';
import { EXIT_CONFIGURATION, Lifecycle } from './lifecycle';

/**
 * Stops the app in order on SIGTERM or SIGINT and ends the process with code 0; after `graceMs` it
 * ends with code 1 though something still runs. A second signal ends it at once. A fault that a restart
 * cannot mend stops it the same way, with code 78 however the stop goes, and its sentence as the last
 * line on stderr.
 *
 * Nest's own shutdown hooks are not used: they re-raise the signal, so a clean stop would look
 * like a crash to the parent process.
 */
export function closeOnSignals(app: INestApplication, graceMs: number): void {
  const logger = new Logger('Shutdown');
  let stopping = false;

  const stop = (reason: string, exitCode: number, lastWords = ''): void => {
    if (stopping) return;
    stopping = true;
    logger[lastWords === '' ? 'log' : 'fatal'](`${reason}: stopping within ${graceMs} ms`);
    app.get(Readiness).stop();
    const end = (code: number): void => {
      process.stderr.write(lastWords);
      process.exit(code);
    };
    setTimeout(() => {
      logger.error(`not stopped after ${graceMs} ms: ending anyway`);
      end(exitCode || 1);
    }, graceMs).unref();
    app.close().then(
      () => end(exitCode),
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        end(exitCode || 1);
      },
    );
  };

  app
    .get(Lifecycle)
    .whenFailed((error) =>
      stop(
        'this process cannot work, as its last line says',
        EXIT_CONFIGURATION,
        `${error.message}\n`,
      ),
    );
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stop(signal, 0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'a promise was rejected and not handled');
    stop('unhandled rejection', 1);
  });
}
