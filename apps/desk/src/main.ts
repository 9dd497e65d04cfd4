import 'reflect-metadata';
import { runHttpApp } from '@warren/http';
import { deskApi } from './desk.api';
import { DeskConfig } from './desk.config';

void runHttpApp(async () => (await import('./desk.module')).DeskModule.forRoot(), {
  ...deskApi,
  port: (app) => app.get(DeskConfig).port,
  portVariable: 'DESK_PORT',
});
