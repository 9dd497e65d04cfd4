import { Injectable, Logger } from '@nestjs/common';

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
  private lines = 0;
  private timer?: NodeJS.Timeout;

  note({ client, code, detail, id, path, tipo }: Refusal): void {
    this.timer ??= setTimeout(() => this.endWindow(), WINDOW_MS).unref();
    const name = String(code);
    if (this.lines === MAX_LINES) {
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      return;
    }
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

  private endWindow(): void {
    const codes = Object.fromEntries(this.counts);
    const count = Object.values(codes).reduce((sum, each) => sum + each, 0);
    this.lines = 0;
    this.counts.clear();
    this.timer = undefined;
    if (count > 0) this.logger.warn(codes, `refused ${count} more within ${WINDOW_MS / 1_000} s`);
  }
}

function shorten(text: string): string {
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)}…` : text;
}
