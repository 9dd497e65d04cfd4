import 'reflect-metadata';
import { serveCommands } from '@warren/messaging';
import { runHttpApp } from '@warren/http';
import { workerApi } from './worker.api';
import { WorkerConfig } from './worker.config';

void runHttpApp(async () => (await import('./worker.module')).WorkerModule.forRoot(), {
  ...workerApi,
  configure: serveCommands,
  port: (app) => app.get(WorkerConfig).port,
  portVariable: 'WORKER_PORT',
});
