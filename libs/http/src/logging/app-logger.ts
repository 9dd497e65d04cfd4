import { Injectable } from '@nestjs/common';
import { Logger } from 'nestjs-pino';

/** What Nest logs about every module and route at boot; worth reading only when debugging. */
const BOOT_CONTEXTS: readonly unknown[] = [
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
];

/** The application's logger: nestjs-pino's, with Nest's boot lines at `debug`. */
@Injectable()
export class AppLogger extends Logger {
  override log(message: unknown, ...optional: unknown[]): void {
    if (BOOT_CONTEXTS.includes(optional.at(-1))) this.debug(message, ...optional);
    else super.log(message, ...optional);
  }
}
