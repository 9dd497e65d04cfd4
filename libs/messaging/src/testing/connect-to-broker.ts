import { setTimeout as wait } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { fillConfig, Readiness } from '@warren/platform';
import { MessagingConfig } from '../amqp/connection/messaging.config';
import { CONFIGS, type Configs } from '../warren.module';

const LOOK_EVERY_MS = 5;

/** What `Test.createTestingModule` of @nestjs/testing gives, as far as it is needed. */
export interface ModuleBuilder {
  overrideProvider(token: unknown): {
    useValue(value: unknown): unknown;
    useFactory(options: { factory(configs: Configs): unknown; inject: unknown[] }): unknown;
  };
}

/** Has the application of a testing module use the broker at `url`, with its other options as they are. */
export function connectToBroker<B extends ModuleBuilder>(builder: B, url: string): B {
  const factory = (configs: Configs): MessagingConfig => {
    const own = configs.get(MessagingConfig) as MessagingConfig;
    const address = { url, username: undefined, password: undefined };
    return fillConfig<MessagingConfig>(MessagingConfig, { ...own, ...address });
  };
  builder.overrideProvider(MessagingConfig).useFactory({ factory, inject: [CONFIGS] });
  return builder;
}

/** @throws Error that says what of the application is not ready after `withinMs`. */
export async function waitUntilReady(
  app: INestApplicationContext,
  withinMs: number,
): Promise<void> {
  const readiness = app.get(Readiness, { strict: false });
  const until = performance.now() + withinMs;
  while (!readiness.report().ready) {
    if (performance.now() > until) {
      const faults = Object.entries(readiness.report().checks).filter(([, { ok }]) => !ok);
      const words = faults.map(([name, { detail }]) => `${name}: ${detail}`).join('; ');
      throw new Error(`the application is not ready: ${words}`);
    }
    await wait(LOOK_EVERY_MS);
  }
}
