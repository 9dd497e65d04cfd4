import { Module } from '@nestjs/common';
import { ProblemsController } from '../problems/problems.controller';
import { RuntimeModule } from '@warren/platform';
import { HealthController } from './health.controller';

/** `/livez` and `/readyz`, and the pages of the problems that are answered. */
@Module({ imports: [RuntimeModule], controllers: [HealthController, ProblemsController] })
export class HealthModule {}
