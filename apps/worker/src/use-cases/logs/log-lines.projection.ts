import { LOG_LEVELS, queues, type LogLevel } from '@warren/contracts';
import type { JournalRecord, ProcessedRecord, Projection } from '@warren/messaging';

/** A line, as far as it is kept. */
export interface LogLine {
  readonly messageId: string;
  readonly source: string;
  readonly level: LogLevel;
  readonly text: string;
  /** When it was processed. */
  readonly at: Date;
}

/** How many lines of a level came from a source. */
export interface LineCount {
  readonly source: string;
  readonly level: LogLevel;
  readonly lines: number;
}

/** Which lines are wanted: of this source, and of this level and those above it. */
export interface LineFilter {
  readonly source?: string;
  readonly level: LogLevel;
  /** The most that are returned, the newest first. */
  readonly limit: number;
}

/** How much is kept; what is older, or was not heard of for longer, goes first. */
const BOUNDS = { lines: 1_000, sources: 1_000, sourceBytes: 524_288, counted: 100_000 };

/**
 * Any client may write longer ones into the journal. Three times what the queue takes: it counts an emoji
 * of three as one.
 */
const MAX_SOURCE_CHARS = 3 * 128;
const MAX_TEXT_CHARS = 3 * 8_192;

/**
 * The newest 1,000 lines, and how many came from each of the 1,000 sources that were heard of last, as
 * the journal has it. A line that is recorded twice counts once when at most 100,000 came between.
 */
export class LogLines implements Projection {
  private readonly counts = new Map<string, Map<LogLevel, number>>();
  private readonly counted = new Set<string>();
  private readonly lines: LogLine[] = [];
  /** Of all sources as they are answered. */
  private sourceBytes = 0;

  constructor(private readonly bounds = BOUNDS) {}

  apply(record: JournalRecord): void {
    if (record.kind !== 'processed' || record.delivery.queue !== queues.logsLines.name) return;
    // Too large for the journal: what it says is not there.
    if (record.excerpt) return;
    const line = toLine(record);
    if (this.counted.has(line.messageId)) return;
    this.counted.add(line.messageId);
    forgetFirst(this.counted, this.bounds.counted);
    this.lines.push(line);
    if (this.lines.length > this.bounds.lines) this.lines.shift();
    this.count(line);
  }

  /** By source, and from the least level to the gravest. */
  counters(): LineCount[] {
    const sources = [...this.counts].sort(([one], [other]) => (one < other ? -1 : 1));
    return sources.flatMap(([source, counts]) =>
      LOG_LEVELS.map((level) => ({ source, level, lines: counts.get(level) ?? 0 })).filter(
        ({ lines }) => lines > 0,
      ),
    );
  }

  /** The newest that are wanted, the newest last. */
  tail({ level, limit, source }: LineFilter): LogLine[] {
    const least = LOG_LEVELS.indexOf(level);
    return this.lines
      .filter((line) => source === undefined || line.source === source)
      .filter((line) => LOG_LEVELS.indexOf(line.level) >= least)
      .slice(-limit);
  }

  private count({ level, source }: LogLine): void {
    const counts = this.counts.get(source) ?? new Map<LogLevel, number>();
    counts.set(level, (counts.get(level) ?? 0) + 1);
    if (this.counts.delete(source)) this.sourceBytes -= bytesOf(source);
    this.counts.set(source, counts);
    this.sourceBytes += bytesOf(source);
    for (const first of this.counts.keys()) {
      const { sourceBytes, sources } = this.bounds;
      if (this.counts.size <= sources && this.sourceBytes <= sourceBytes) return;
      this.counts.delete(first);
      this.sourceBytes -= bytesOf(first);
    }
  }
}

/** @throws TypeError when the record has no line: another client wrote it. */
function toLine({ at, delivery, event }: ProcessedRecord): LogLine {
  const { level, source, text } = event.payload as Record<string, unknown>;
  const isLine = isTextOf(source, MAX_SOURCE_CHARS) && isTextOf(text, MAX_TEXT_CHARS);
  if (!isLine || !isLevel(level)) {
    throw new TypeError('the event is no log line');
  }
  return { messageId: delivery.messageId, source, level, text, at };
}

function bytesOf(source: string): number {
  return Buffer.byteLength(JSON.stringify(source));
}

function isTextOf(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length <= maxChars;
}

function isLevel(value: unknown): value is LogLevel {
  return (LOG_LEVELS as readonly unknown[]).includes(value);
}

function forgetFirst(kept: Set<string>, most: number): void {
  for (const first of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(first);
  }
}
