import { Module, type Abstract, type DynamicModule, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  AnswersModule,
  configureHttpApp,
  createFastifyAdapter,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
  OperatorConfig,
} from '@warren/http';
import { ConfigModule } from '@warren/platform';
import { deskApi } from './desk.api';

/** Of what `WarrenModule` and the views provide, by token; in place of them. */
type Provided = readonly (readonly [
  token: string | symbol | Type | Abstract<object>,
  value: object,
])[];

@Module({})
class ProvidedModule {}

/** A part of the desk served as the desk does it, without a port and a broker. */
export async function bootDesk(
  part: Type | DynamicModule,
  provided: Provided,
): Promise<NestFastifyApplication> {
  const providers = provided.map(([provide, useValue]) => ({ provide, useValue }));
  const tokens = providers.map(({ provide }) => provide);
  const configs = [new HttpConfig(), new OperatorConfig(), new LoggingConfig()];
  const module = await Test.createTestingModule({
    imports: [
      LoggingModule.forRoot('desk'),
      AnswersModule,
      ConfigModule.forRoot(...configs),
      { module: ProvidedModule, global: true, providers, exports: tokens },
      part,
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createFastifyAdapter(), {
    bodyParser: false,
    logger: false,
  });
  configureHttpApp(app, deskApi);
  await app.init();
  return app;
}
