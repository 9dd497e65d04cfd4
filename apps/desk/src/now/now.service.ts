import { Inject, Injectable } from '@nestjs/common';
import { TOPOLOGY } from '@warren/messaging';
import type { Topology } from '@warren/model';
import { listQueues, type DeclaredQueue } from '../queues/list-queues';
import { depthOf } from '../queues/queue-history';
import { QueueWatch } from '../queues/queue-watch';
import { SeriesProjection } from '../series/series.projection';
import { rankCauses, type AllIsWell, type Cause } from './cause';
import { findDeadCauses } from './find-dead-causes';
import { findPublishCauses } from './find-publish-causes';
import { findProcessCauses } from './find-process-causes';
import { findQueueCauses } from './find-queue-causes';
import type { NowFacts, QueueNow } from './now-facts';
import { OpenGroups } from './open-groups';
import { ProcessParts } from './process-parts';

/** An answer is given to everybody who asks within this time after it. */
const FRESH_MS = 2_000;
/** Twice as long as the management API takes to count consumers. */
const STARTED_MS = 10_000;
/** Five minutes in steps of the series. */
const RECENT_STEPS = 30;

/** What needs a person now, and the numbers for when nothing does. */
export interface Now extends AllIsWell {
  readonly at: Date;
  readonly source: NowFacts['source'];
  readonly causes: readonly Cause[];
}

/** Gathers what is known, and says what needs a person. */
@Injectable()
export class NowService {
  private readonly declared: readonly DeclaredQueue[];
  private readonly limits: ReadonlyMap<string, number>;
  private last?: Promise<Now>;
  private freshUntil = Infinity;

  constructor(
    private readonly watch: QueueWatch,
    private readonly series: SeriesProjection,
    private readonly groups: OpenGroups,
    private readonly parts: ProcessParts,
    @Inject(TOPOLOGY) topology: Topology,
  ) {
    this.declared = listQueues(topology);
    this.limits = new Map(topology.queues.map(({ name, timeLimitMs }) => [name, timeLimitMs]));
  }

  /** At most two seconds old, and looked for once however many ask: it goes through all dead letters. */
  look(): Promise<Now> {
    if (this.last && performance.now() < this.freshUntil) return this.last;
    this.freshUntil = Infinity;
    const last = this.gather().finally(() => {
      this.freshUntil = performance.now() + FRESH_MS;
    });
    this.last = last;
    return last;
  }

  private async gather(): Promise<Now> {
    const { queues: seen, reason, source } = await this.watch.look();
    const queues = this.declared.map((declared): QueueNow => {
      const { name } = declared;
      const failures = this.series.since(name, 'failed', RECENT_STEPS);
      const attempts = failures + this.series.since(name, 'processed', RECENT_STEPS);
      const { history } = this.watch;
      return {
        ...{ declared, seen: seen.get(name), attempts, failures },
        ...{ since: history.since(name), netPerSecond: history.net(name) },
        lastAliveMs: this.series.lastAliveMs(name),
        timeLimitMs: this.limits.get(name),
      };
    });
    // The clock by which the queues are watched.
    const nowMs = Date.now();
    const groups = await this.groups.look(this.parts.clock.now());
    const isJustStarted = process.uptime() * 1_000 < STARTED_MS;
    const report = { ...this.parts.report(), isJustStarted };
    const facts = { nowMs, source, reason, queues, groups, ...report };
    const causes = [
      ...findProcessCauses(facts),
      ...findQueueCauses(facts),
      ...findPublishCauses(facts.publishes),
      ...findDeadCauses(facts.groups),
    ];
    return { at: new Date(nowMs), source, causes: rankCauses(causes), ...this.count(queues) };
  }

  private count(queues: readonly QueueNow[]): AllIsWell {
    const work = queues.filter(({ declared: { kind } }) => kind === 'work' || kind === 'schedule');
    const processed = work.map(({ declared }) =>
      this.series.lastMinute(declared.name, 'processed'),
    );
    const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);
    return {
      processedPerSecond: Math.round((sum(processed) / 60) * 100) / 100,
      waiting: sum(work.map(({ seen }) => (seen && depthOf(seen)) ?? 0)),
    };
  }
}
