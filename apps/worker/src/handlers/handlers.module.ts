import { Module } from '@nestjs/common';
import { PublishingModule } from '@warren/messaging';
import { AuditHandler } from './audit.handler';
import { LogsHandler } from './logs.handler';
import { MensajesHandler } from './mensajes.handler';

/** The handlers of queues that need nothing beside them. A new handler is one entry here. */
@Module({
  imports: [PublishingModule],
  providers: [AuditHandler, LogsHandler, MensajesHandler],
})
export class HandlersModule {}
