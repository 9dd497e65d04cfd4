import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import pretty from 'pino-pretty';
import { RefusalLog } from '../problems/refusal-log';
import { AppLogger } from './app-logger';
import { escapeControls } from './escape-controls';
import { LoggingConfig } from './logging.config';

/**
 * Structured logs through Nest's own `Logger`: `logger.log({ messageId }, 'sentence')`.
 * Requests are not logged: on the publish route that costs more than the publish.
 */
@Module({})
export class LoggingModule {
  static forRoot(service: string): DynamicModule {
    return {
      module: LoggingModule,
      imports: [
        LoggerModule.forRootAsync({
          inject: [LoggingConfig],
          useFactory: (config: LoggingConfig) => ({
            forRoutes: [],
            pinoHttp: [
              {
                name: service,
                level: config.level,
                base: { pid: process.pid },
                // Who logs a request must not log the key of an operator.
                redact: ['req.headers.authorization'],
              },
              isPretty(config) ? toPretty() : process.stdout,
            ],
          }),
        }),
      ],
      providers: [AppLogger, RefusalLog],
      exports: [RefusalLog],
    };
  }
}

function isPretty({ format }: LoggingConfig): boolean {
  return format === undefined ? process.stdout.isTTY : format === 'pretty';
}

/** For people, a line for each event, but for stacks: what a sender composed cannot begin a line, nor move the cursor of a terminal. */
function toPretty(): DestinationStream {
  const stream = pretty({ sync: true, ignore: 'pid,context', singleLine: true });
  return { write: (line) => void stream.write(escapeControls(line)) };
}
