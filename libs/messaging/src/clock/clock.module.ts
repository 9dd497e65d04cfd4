import { Module } from '@nestjs/common';
import { Readiness } from '@warren/platform';
import { ConfirmPublisher } from '../publishing/confirm-publisher';
import { PublishingModule } from '../publishing/publishing.module';
import { BrokerClock } from './broker-clock';

/** The comparison of this process's clock with the broker's. */
@Module({
  imports: [PublishingModule],
  providers: [
    {
      provide: BrokerClock,
      inject: [ConfirmPublisher, Readiness],
      useFactory: (publisher: ConfirmPublisher, readiness: Readiness) =>
        new BrokerClock(publisher, readiness),
    },
  ],
  exports: [BrokerClock],
})
export class ClockModule {}
