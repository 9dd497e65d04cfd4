import { Module } from '@nestjs/common';

/** Every handler, with what it injects among the imports. */
@Module({
  providers: [],
})
export class HandlersModule {}
