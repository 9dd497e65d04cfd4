import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { abortWhenGone, NDJSON, ProblemError, sendTexts } from '@warren/http';
import type { FastifyReply } from 'fastify';

const CSV = 'text/csv; charset=utf-8';
/** Exports at once. */
export const MAX_EXPORTS = 4;
const RETRY_AFTER_SECONDS = 5;

/** Of what, and as what. */
export interface ExportedFile {
  readonly name: string;
  readonly format: 'ndjson' | 'csv';
}

/** Streams whole lists as fast as each client reads. */
@Injectable()
export class Exports implements BeforeApplicationShutdown {
  private readonly running = new Set<AbortController>();

  /** @throws ProblemError `overloaded` while four others run. */
  send(
    reply: FastifyReply,
    { format, name }: ExportedFile,
    write: (gone: AbortSignal) => AsyncIterable<string>,
  ): void {
    if (this.running.size >= MAX_EXPORTS) {
      const detail = `${MAX_EXPORTS} exports run already`;
      throw new ProblemError('overloaded', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    const gone = abortWhenGone(reply);
    if (gone.signal.aborted) return;
    this.running.add(gone);
    reply.raw.once('close', () => this.running.delete(gone));
    void reply.header('content-disposition', `attachment; filename="${name}.${format}"`);
    sendTexts(reply, write(gone.signal), format === 'csv' ? CSV : NDJSON);
  }

  /** They are cut off, so that no client takes one for whole. */
  beforeApplicationShutdown(): void {
    for (const each of this.running) each.abort(new Error('the app stops'));
  }
}
