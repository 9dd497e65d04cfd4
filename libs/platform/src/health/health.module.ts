import { Global, Module } from '@nestjs/common';
import { ProblemsController } from '../http/problems.controller';
import { HealthController } from './health.controller';
import { Lifecycle } from '../lifecycle/lifecycle';
import { EventLoopShare } from '../work/event-loop-share';
import { Readiness } from './readiness';

/**
 * `/livez` and `/readyz`, the `Readiness` that every part registers its checks with, and the share of
 * the event loop that heavy work keeps to, so that the probes are answered.
 */
@Global()
@Module({
  controllers: [HealthController, ProblemsController],
  providers: [Readiness, Lifecycle, EventLoopShare],
  exports: [Readiness, Lifecycle, EventLoopShare],
})
export class HealthModule {}
