import type { INestApplication } from '@nestjs/common';
import type { NestMicroservice } from '@nestjs/microservices';
import { CommandErrorsFilter } from './command-errors.filter';
import { CommandServer } from './command-server';

/**
 * Makes a hybrid application of an app that imports `CommandsModule`: its controllers' methods with
 * `@MessagePattern` serve commands once `startAllMicroservices` is called.
 */
export function serveCommands(app: INestApplication): void {
  // Filters must be there before the handlers are registered, which is put off until it starts. The
  // app's hooks are called for the app itself, not once more for this part of it.
  const microservice = app.connectMicroservice(
    { strategy: app.get(CommandServer) },
    { deferInitialization: true },
  ) as unknown as NestMicroservice;
  microservice.useGlobalFilters(new CommandErrorsFilter());
  microservice.setIsInitHookCalled(true);
}
