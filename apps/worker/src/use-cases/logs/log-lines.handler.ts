import { Injectable, Logger } from '@nestjs/common';
import { queues, type LogLineDto } from '@warren/contracts';
import { aboutDelivery, Handles, type Delivery } from '@warren/messaging';

const ALARMING: readonly string[] = ['error', 'fatal'];

/** Log lines of many sources, from the exchange `logs`: every queue bound to it has every line. */
@Injectable()
export class LogLinesHandler {
  private readonly logger = new Logger(LogLinesHandler.name);

  /** There is nothing to do: that the line was processed is in the journal, and that is its memory. */
  @Handles(queues.logsLines)
  keep(line: LogLineDto, delivery: Delivery): void {
    const { level: severity, source } = line.payload;
    this.logger.debug({ ...aboutDelivery(delivery, line), source, severity }, 'line kept');
  }

  /** Yours calls somebody. */
  @Handles(queues.logsAlerts)
  alert(line: LogLineDto, delivery: Delivery): void {
    const { level, source, text } = line.payload;
    if (!ALARMING.includes(level)) return;
    const details = { ...aboutDelivery(delivery, line), source, severity: level };
    this.logger.warn(details, `alert: ${text}`);
  }
}
