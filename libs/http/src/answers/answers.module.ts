import { Global, Module } from '@nestjs/common';
import { RuntimeModule } from '@warren/platform';
import { TimeSlices } from '@warren/platform';
import { JsonAnswers } from './json-answers';

/** The memory that all answers of a process share. */
@Global()
@Module({
  imports: [RuntimeModule],
  providers: [
    {
      provide: JsonAnswers,
      inject: [TimeSlices],
      useFactory: (slices: TimeSlices) => new JsonAnswers(slices),
    },
  ],
  exports: [JsonAnswers],
})
export class AnswersModule {}
