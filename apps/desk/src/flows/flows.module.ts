import { Module } from '@nestjs/common';
import { ViewsModule } from '@warren/views';
import { FlowsController } from './flows.controller';

/** What followed from what. */
@Module({ imports: [ViewsModule], controllers: [FlowsController] })
export class FlowsModule {}
