import { Module } from '@nestjs/common';
import { UrgentJobsHandler } from './urgent-jobs.handler';

/** Urgent jobs by priority: docs/use-cases/urgent-jobs.md. */
@Module({ providers: [UrgentJobsHandler] })
export class UrgentJobsModule {}
