import { Module } from '@nestjs/common';
import { PublishingModule } from '../publishing.module';
import { PublishReporter } from './publish-reporter';

/** Reports what an application published to the journal, once a second. */
@Module({
  imports: [PublishingModule],
  providers: [PublishReporter],
  exports: [PublishReporter],
})
export class PublishReportsModule {}
