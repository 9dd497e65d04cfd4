import { Global, Module } from '@nestjs/common';
import { Readiness } from '../health/readiness';
import { EventLoopShare } from '../work/event-loop-share';
import { TimeSlices } from '../work/time-slices';
import { Lifecycle } from './lifecycle';

const SHARED = [Readiness, Lifecycle, EventLoopShare, TimeSlices];

/**
 * What all parts of a process share: the `Readiness` that each registers its checks with, its
 * `Lifecycle`, and the shares of the event loop that heavy work keeps to. It serves no route.
 */
@Global()
@Module({ providers: SHARED, exports: SHARED })
export class RuntimeModule {}
