import { Global, Module } from '@nestjs/common';
import { TimeSlices } from '../work/time-slices';
import { JsonAnswers } from './json-answers';

/** The time and the memory that all answers of a process share. */
@Global()
@Module({
  providers: [
    TimeSlices,
    {
      provide: JsonAnswers,
      inject: [TimeSlices],
      useFactory: (slices: TimeSlices) => new JsonAnswers(slices),
    },
  ],
  exports: [TimeSlices, JsonAnswers],
})
export class AnswersModule {}
