import 'reflect-metadata';
import { runHttpApp } from '@warren/platform';
import { acceptBatches } from './batch/accept-batches';
import { gatewayApi } from './gateway.api';
import { GatewayConfig } from './gateway.config';

void runHttpApp(async () => (await import('./gateway.module')).GatewayModule, {
  ...gatewayApi,
  prepare: acceptBatches,
  port: (app) => app.get(GatewayConfig).port,
});
