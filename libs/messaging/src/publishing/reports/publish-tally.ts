import { randomUUID } from 'node:crypto';
import type { Exchange, Topology } from '@warren/model';
import {
  MAX_IN_REPORT,
  MAX_REASON_CHARS,
  PUBLISH_OUTCOMES,
  type ConfirmedPublish,
  type FailedPublish,
  type PublishedRecord,
} from '../../records/published-record';
import { MAX_CHARS } from '../../records/record-limits';
import { PatternCounts } from './pattern-counts';

/** Gathers what became of publishes, bounded, until it is reported. */
export class PublishTally {
  private readonly counts: PatternCounts;
  private failures: FailedPublish[] = [];
  private confirmedOnes: ConfirmedPublish[] = [];
  /** When the first of them was known. */
  private startedAt?: Date;

  constructor(
    private readonly publisher: string,
    topology: Topology,
    private readonly now: () => number = Date.now,
  ) {
    this.counts = new PatternCounts(topology);
  }

  get isEmpty(): boolean {
    return this.startedAt === undefined;
  }

  confirmed(exchange: Exchange, routingKey: string, messageId: string, deliverAt?: Date): void {
    this.begin();
    this.counts.count(exchange, routingKey, 'confirmed');
    if (this.confirmedOnes.length >= MAX_IN_REPORT.confirmed) return;
    const place = { exchange: exchange.name, routingKey, messageId };
    const later = deliverAt && { deliverAtMs: deliverAt.getTime() };
    this.confirmedOnes.push({ atMs: this.now(), ...place, ...later });
  }

  failed(exchange: Exchange, failure: Omit<FailedPublish, 'atMs' | 'exchange'>): void {
    this.begin();
    this.counts.count(exchange, failure.routingKey, failure.outcome);
    if (this.failures.length >= MAX_IN_REPORT.failures) return;
    this.failures.push({
      ...failure,
      atMs: this.now(),
      exchange: exchange.name,
      reason: failure.reason.slice(0, MAX_REASON_CHARS),
      ...(failure.client !== undefined && { client: failure.client.slice(0, MAX_CHARS.name) }),
    });
  }

  /** The report of what was gathered since the last one; undefined when there is nothing to say. */
  drain(unreported: number): PublishedRecord | undefined {
    const counts = this.counts.drain();
    const { confirmedOnes: confirmed, failures, startedAt } = this;
    const at = new Date(this.now());
    this.confirmedOnes = [];
    this.failures = [];
    this.startedAt = undefined;
    if (startedAt === undefined) return undefined;
    const names = { report: randomUUID(), publisher: this.publisher };
    const said = { counts, failures, confirmed, ...(unreported > 0 && { unreported }) };
    return { kind: 'published', ...names, startedAt, at, ...said };
  }

  private begin(): void {
    this.startedAt ??= new Date(this.now());
  }
}

/** How many publishes a report is about. */
export function countPublishes({ counts }: PublishedRecord): number {
  const all = counts.flatMap((each) => PUBLISH_OUTCOMES.map((outcome) => each[outcome] ?? 0));
  return all.reduce((sum, each) => sum + each, 0);
}
