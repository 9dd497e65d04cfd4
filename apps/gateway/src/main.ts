import 'reflect-metadata';
import { runHttpApp } from '@warren/http';
import { gatewayApi } from './gateway.api';
import { GatewayConfig } from './gateway.config';

void runHttpApp(async () => (await import('./gateway.module')).GatewayModule.forRoot(), {
  ...gatewayApi,
  port: (app) => app.get(GatewayConfig).port,
  portVariable: 'GATEWAY_PORT',
});
