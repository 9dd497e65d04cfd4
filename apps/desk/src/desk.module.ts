import { Module, type DynamicModule } from '@nestjs/common';
import { topology } from '@warren/contracts';
import {
  DeadLettersConfig,
  JournalConfig,
  ManagementConfig,
  MessagingConfig,
  WarrenModule,
} from '@warren/messaging';
import {
  AnswersModule,
  HealthModule,
  HttpConfig,
  LoggingConfig,
  LoggingModule,
  OperatorConfig,
} from '@warren/http';
import { ConfigModule, loadConfigs, readEnvironment } from '@warren/platform';
import { MessagesConfig, ViewsModule } from '@warren/views';
import { AlertsConfig } from './alerts/alerts.config';
import { AlertsModule } from './alerts/alerts.module';
import { AuditModule } from './audit/audit.module';
import { DeskConfig } from './desk.config';
import { LiveModule } from './live/live.module';
import { NowModule } from './now/now.module';
import { QueuesModule } from './queues/queues.module';
import { FlowsModule } from './flows/flows.module';
import { OperationsModule } from './operations/operations.module';
import { LookupModule } from './lookup/lookup.module';
import { PageModule } from './page/page.module';
import { PreviewModule } from './preview/preview.module';
import { PublishesModule } from './publishes/publishes.module';
import { SchemasModule } from './schemas/schemas.module';
import { SeriesModule } from './series/series.module';
import { TriageModule } from './triage/triage.module';
import { TopologyLiveModule } from './topology/topology-live.module';
import { WorkersModule } from './workers/workers.module';

/** The desk: follows the journal and shows it. It consumes no queue and handles no event. */
@Module({
  imports: [
    LoggingModule.forRoot('desk'),
    HealthModule,
    AnswersModule,
    ViewsModule,
    AlertsModule,
    AuditModule,
    LiveModule,
    NowModule,
    QueuesModule,
    FlowsModule,
    LookupModule,
    PageModule,
    PreviewModule,
    OperationsModule,
    PublishesModule,
    SchemasModule,
    SeriesModule,
    TopologyLiveModule,
    TriageModule,
    WorkersModule,
  ],
})
export class DeskModule {
  /** Reads the environment. @throws ConfigError listing every bad variable at once. */
  static forRoot(): DynamicModule {
    const [connection, management, journal, deadLetters, ...own] = loadConfigs(
      [
        MessagingConfig,
        ManagementConfig,
        JournalConfig,
        DeadLettersConfig,
        DeskConfig,
        AlertsConfig,
        MessagesConfig,
        HttpConfig,
        OperatorConfig,
        LoggingConfig,
      ],
      readEnvironment(),
      'desk',
    );
    // It handles nothing, so it has no use for the ids of what was handled.
    const options = { journal: { ...journal, duplicatesCapacity: 1 }, connection, management };
    return {
      module: DeskModule,
      imports: [
        ConfigModule.forRoot(...own),
        WarrenModule.forRoot({ topology, deadLetters, ...options }),
      ],
    };
  }
}
