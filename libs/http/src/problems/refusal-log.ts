import { Injectable, Logger } from '@nestjs/common';
import type { ProblemError } from './problem.error';

/** A request, or a part of one, that was not done, and what a client was answered. */
export interface Refusal {
  readonly code: unknown;
  readonly detail: unknown;
  readonly client: string | undefined;
  readonly path: string;
  /** The event's own id and tipo, where they could be read. */
  readonly id?: unknown;
  readonly tipo?: unknown;
}

/** What was refused before it was a request: bytes that are not HTTP, a head that is too large or too slow. */
export type ConnectionRefusal = Pick<Refusal, 'client'> & { readonly error: ProblemError };

const WINDOW_MS = 10_000;
const MAX_LINES = 10;
const MAX_CHARS = 200;

/**
 * Logs what was refused: up to ten lines in ten seconds, and for more than that one line that counts
 * them, so that a flood of bad requests cannot fill a disk.
 */
@Injectable()
export class RefusalLog {
  private readonly logger = new Logger(RefusalLog.name);
  private readonly counts = new Map<string, number>();
  private readonly connectionCodes = new Set<string>();
  private lines = 0;
  private timer?: NodeJS.Timeout;

  note({ client, code, detail, id, path, tipo }: Refusal): void {
    const name = String(code);
    this.beginWindow();
    if (this.lines === MAX_LINES) return this.count(name);
    this.lines += 1;
    const about = {
      client,
      // A query may hold what no log should.
      path: shorten(path.split('?', 1).join('')),
      ...(typeof id === 'string' && { id: shorten(id) }),
      ...(typeof tipo === 'string' && { tipo: shorten(tipo) }),
    };
    this.logger.warn(about, `refused: ${name}: ${shorten(String(detail))}`);
  }

  /**
   * Logs what is answered on a connection, before there is a request: one line for each code in ten
   * seconds, of a budget of its own, so that garbage does not crowd out the refusals of requests.
   */
  noteConnection({ client, error: { code, message } }: ConnectionRefusal): void {
    this.beginWindow();
    if (this.connectionCodes.has(code)) return this.count(code);
    this.connectionCodes.add(code);
    this.logger.warn({ client }, `refused: ${code}: ${message}`);
  }

  private beginWindow(): void {
    this.timer ??= setTimeout(() => this.endWindow(), WINDOW_MS).unref();
  }

  private count(code: string): void {
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
  }

  private endWindow(): void {
    const codes = Object.fromEntries(this.counts);
    const count = Object.values(codes).reduce((sum, each) => sum + each, 0);
    this.lines = 0;
    this.counts.clear();
    this.connectionCodes.clear();
    this.timer = undefined;
    if (count > 0) this.logger.warn(codes, `refused ${count} more within ${WINDOW_MS / 1_000} s`);
  }
}

function shorten(text: string): string {
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}
