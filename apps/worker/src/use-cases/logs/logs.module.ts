import { Module } from '@nestjs/common';
import { Journal, JournalModule } from '@warren/messaging';
import { LogLinesHandler } from './log-lines.handler';
import { LogLines } from './log-lines.projection';
import { LogsController } from './logs.controller';

/** The log lines of many sources in one place: docs/use-cases/logs.md. */
@Module({
  imports: [JournalModule],
  controllers: [LogsController],
  providers: [
    LogLinesHandler,
    {
      provide: LogLines,
      inject: [Journal],
      useFactory: (journal: Journal) => {
        const lines = new LogLines();
        journal.follow(lines, 'first');
        return lines;
      },
    },
  ],
})
export class LogsModule {}
