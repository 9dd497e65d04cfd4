import { Module } from '@nestjs/common';
import { PublishingModule } from '../publishing/publishing.module';
import { BrokerClock } from './broker-clock';

/** The comparison of this process's clock with the broker's. */
@Module({ imports: [PublishingModule], providers: [BrokerClock], exports: [BrokerClock] })
export class ClockModule {}
