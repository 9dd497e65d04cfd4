import { Module } from '@nestjs/common';
import { JournalModule } from '@warren/messaging';
import { LogLinesHandler } from './log-lines.handler';
import { LogLines } from './log-lines.projection';
import { LogsController } from './logs.controller';

/** The log lines of many sources in one place: docs/use-cases/logs.md. */
@Module({
  imports: [JournalModule.forFeature([LogLines], 'first')],
  controllers: [LogsController],
  providers: [LogLines, LogLinesHandler],
})
export class LogsModule {}
