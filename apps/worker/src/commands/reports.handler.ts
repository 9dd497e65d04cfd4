import { setTimeout as wait } from 'node:timers/promises';
import { Controller, Logger } from '@nestjs/common';
import { Ctx, MessagePattern, Payload } from '@nestjs/microservices';
import { commands, type BuildReportDto } from '@warren/contracts';
import { CommandContext } from '@warren/messaging';

/** What is answered to `reports.build`. */
export interface Report {
  readonly month: string;
  readonly tookMs: number;
}

/** Reports: an example of a slow command, which stops once its caller no longer waits. */
@Controller()
export class ReportsHandler {
  private readonly logger = new Logger(ReportsHandler.name);

  @MessagePattern(commands.buildReport.name)
  async build(
    @Payload() { month, seconds }: BuildReportDto,
    @Ctx() { messageId, signal }: CommandContext,
  ): Promise<Report> {
    this.logger.log({ messageId }, 'report begun');
    const tookMs = seconds * 1_000;
    try {
      await wait(tookMs, undefined, { signal });
    } catch (error) {
      this.logger.log({ messageId }, 'report given up');
      throw error;
    }
    return { month, tookMs };
  }
}
