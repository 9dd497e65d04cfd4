import { Global, Module } from '@nestjs/common';
import { ProblemsController } from '../http/problems.controller';
import { HealthController } from './health.controller';
import { Lifecycle } from '../lifecycle/lifecycle';
import { Readiness } from './readiness';

/** `/livez` and `/readyz`, and the `Readiness` that every part registers its checks with. */
@Global()
@Module({
  controllers: [HealthController, ProblemsController],
  providers: [Readiness, Lifecycle],
  exports: [Readiness, Lifecycle],
})
export class HealthModule {}
