import { Module } from '@nestjs/common';
import { ReplayingModule } from '@warren/messaging';
import { ReplayController } from './replay.controller';

/** Serves the replay of past events. */
@Module({
  imports: [ReplayingModule],
  controllers: [ReplayController],
})
export class ReplayModule {}
