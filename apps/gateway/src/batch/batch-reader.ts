import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { findJsonProblem, HttpConfig, joinPieces, ProblemError } from '@warren/http';
import { EventLoopShare } from '@warren/platform';
import secureJson from 'secure-json-parse';
import { GatewayConfig } from '../gateway.config';
import { readLines, type Line } from './read-lines';
import { splitJsonList } from './split-json-list';

/** A batch as a JSON array is held in memory whole, so it is bound; NDJSON is streamed. */
const MAX_ENTRIES = 1_000;
/** How long a line that has begun may be waited for: as long as a body elsewhere. */
const LINE_MS = 10_000;

/** Reads the entries of a batch, each as its text, in the share of the event loop for heavy work. */
@Injectable()
export class BatchReader {
  constructor(
    private readonly http: HttpConfig,
    private readonly config: GatewayConfig,
    private readonly eventLoop: EventLoopShare,
  ) {}

  /** Each line is an entry. Reads no faster than the lines are taken. */
  readStream(request: IncomingMessage): AsyncIterable<Line> {
    return readLines(joinPieces(request), {
      lineBytes: this.http.bodyLimitBytes,
      lineMs: LINE_MS,
      totalBytes: this.config.batchLimitBytes,
      untilTurn: () => this.eventLoop.untilTurn(),
    });
  }

  /**
   * The entries of a JSON array, which is read to its end first: one that is not JSON in all its parts
   * has none.
   *
   * @throws ProblemError `malformed_json`, `invalid_request`.
   */
  async readList(bytes: Buffer): Promise<AsyncIterable<Line>> {
    const splitting = splitJsonList(bytes, MAX_ENTRIES);
    let step = splitting.next();
    for (; !step.done; step = splitting.next()) await this.eventLoop.untilTurn();
    const entries = step.value;
    for (const entry of entries) {
      await this.eventLoop.untilTurn();
      if (entry.length <= this.http.bodyLimitBytes) checkJson(entry.toString('utf8'));
    }
    return this.toLines(entries);
  }

  private async *toLines(entries: readonly Buffer[]): AsyncGenerator<Line> {
    for (const entry of entries) {
      const turn = this.eventLoop.untilTurn();
      if (turn) await turn;
      const isTooLong = entry.length > this.http.bodyLimitBytes;
      yield isTooLong ? { fault: 'line_too_long' } : { text: entry.toString('utf8') };
    }
  }
}

/** What was parsed is not kept: it may take twenty times the memory of the text. */
function checkJson(text: string): void {
  const problem = findJsonProblem(text, 1);
  if (problem) throw problem;
  try {
    secureJson.parse(text);
  } catch {
    throw new ProblemError('malformed_json', 'the body is not JSON');
  }
}
