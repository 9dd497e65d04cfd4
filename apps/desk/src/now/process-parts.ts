import { Injectable } from '@nestjs/common';
import { BrokerClock, JournalReadiness } from '@warren/messaging';
import { Readiness } from '@warren/platform';
import { PublishSeries } from '../publishes/publish-series';
import type { NowFacts } from './now-facts';

/** For as long a publish that failed is news. */
const PUBLISH_MINUTES = 5;

/** What this process knows of itself. */
@Injectable()
export class ProcessParts {
  constructor(
    private readonly readiness: Readiness,
    readonly clock: BrokerClock,
    private readonly journal: JournalReadiness,
    private readonly publishes: PublishSeries,
  ) {}

  report(): Pick<NowFacts, 'checks' | 'isSkewed' | 'isJournalRead' | 'publishes'> {
    const { checks } = this.readiness.report();
    const publishes = this.publishes.failuresWithin(PUBLISH_MINUTES);
    const { isSkewed } = this.clock;
    return { checks, isSkewed, isJournalRead: this.isJournalRead(), publishes };
  }

  private isJournalRead(): boolean {
    try {
      this.journal.check();
      return true;
    } catch {
      return false;
    }
  }
}
