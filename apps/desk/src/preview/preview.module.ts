import { Module } from '@nestjs/common';
import { DeadLetterListModule } from '@warren/messaging';
import { ViewsModule } from '@warren/views';
import { PreviewController } from './preview.controller';
import { PreviewService } from './preview.service';

/** Verdicts on dead letters before they are sent again. */
@Module({
  imports: [DeadLetterListModule, ViewsModule],
  controllers: [PreviewController],
  providers: [PreviewService],
})
export class PreviewModule {}
