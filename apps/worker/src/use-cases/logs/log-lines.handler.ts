import { Injectable, Logger } from '@nestjs/common';
import { queues, type LogLineDto } from '@warren/contracts';
import { Handles, type Delivery } from '@warren/messaging';

const ALARMING: readonly string[] = ['error', 'fatal'];

/** Log lines of many sources, from the exchange `logs`: every queue bound to it has every line. */
@Injectable()
export class LogLinesHandler {
  private readonly logger = new Logger(LogLinesHandler.name);

  /** There is nothing to do: that the line was processed is in the journal, and that is its memory. */
  @Handles(queues.logsLines)
  keep({ payload }: LogLineDto, { messageId }: Delivery): void {
    this.logger.debug({ messageId, source: payload.source, level: payload.level }, 'line kept');
  }

  /** Yours calls somebody. */
  @Handles(queues.logsAlerts)
  alert({ payload }: LogLineDto, { messageId }: Delivery): void {
    const { level, source, text } = payload;
    if (!ALARMING.includes(level)) return;
    this.logger.warn({ messageId, source, severity: level }, `alert: ${text}`);
  }
}
