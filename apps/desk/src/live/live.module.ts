import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { LiveController } from './live.controller';
import { LiveRecordsProjection } from './live-records.projection';

/** The live feed of the journal. */
@Module({
  imports: [JournalModule],
  controllers: [LiveController],
  providers: [
    {
      provide: LiveRecordsProjection,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const live = new LiveRecordsProjection();
        journal.follow(live);
        return live;
      },
    },
  ],
})
export class LiveModule {}
