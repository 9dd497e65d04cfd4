import { Module } from '@nestjs/common';
import { UnreadableQueue } from './unreadable-queue';

/** Messages that were set aside, for an app that shows them: inject `UnreadableQueue`. */
@Module({ providers: [UnreadableQueue], exports: [UnreadableQueue] })
export class UnreadableModule {}
