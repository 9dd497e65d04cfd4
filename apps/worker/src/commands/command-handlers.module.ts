import { Module } from '@nestjs/common';
import { CommandsModule } from '@warren/messaging';
import { PaymentsHandler } from './payments.handler';
import { QuotesHandler } from './quotes.handler';
import { ReportsHandler } from './reports.handler';

/** Serves the commands. A new handler is one entry here. */
@Module({
  imports: [CommandsModule],
  controllers: [PaymentsHandler, QuotesHandler, ReportsHandler],
})
export class CommandHandlersModule {}
