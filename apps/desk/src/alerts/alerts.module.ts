import { Module } from '@nestjs/common';
import { Claims, Journal, JournalModule } from '@warren/messaging';
import { NowModule } from '../now/now.module';
import { NowService } from '../now/now.service';
import { AlertLogProjection } from './alert-log.projection';
import { AlertSender } from './alert-sender';
import { ALERT_SETTINGS, readAlertSettings, type AlertSettings } from './alert-settings';
import { AlertWatch } from './alert-watch';
import { AlertsConfig } from './alerts.config';
import { AlertsController } from './alerts.controller';

const NONE: AlertSettings = { webhooks: [], rules: [], coolDownSeconds: 0 };

/** Tells people what needs them. */
@Module({
  imports: [JournalModule, NowModule],
  controllers: [AlertsController],
  providers: [
    {
      provide: ALERT_SETTINGS,
      inject: [AlertsConfig],
      useFactory: ({ alerts }: AlertsConfig): AlertSettings => {
        const settings = alerts === undefined ? NONE : readAlertSettings(alerts);
        // The config was validated.
        return typeof settings === 'string' ? NONE : settings;
      },
    },
    {
      provide: AlertLogProjection,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const log = new AlertLogProjection();
        journal.follow(log, 'first');
        return log;
      },
    },
    {
      provide: AlertSender,
      // After the log: what stands before a claim is known when the claim is read.
      inject: [ALERT_SETTINGS, Journal, AlertLogProjection],
      useFactory: ({ webhooks }: AlertSettings, journal: Journal, log: AlertLogProjection) => {
        const claims = new Claims(journal, 'alert');
        journal.follow(claims, 'first');
        return new AlertSender(webhooks, claims, log, journal);
      },
    },
    {
      provide: AlertWatch,
      inject: [ALERT_SETTINGS, NowService, AlertSender, AlertLogProjection, Journal],
      useFactory: (...parts: ConstructorParameters<typeof AlertWatch>) => new AlertWatch(...parts),
    },
  ],
})
export class AlertsModule {}
