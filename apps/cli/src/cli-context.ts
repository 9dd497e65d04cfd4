import type { WorkerClient } from './worker-client';

/** What a command works with. */
export interface CliContext {
  readonly worker: Pick<WorkerClient, 'bytes' | 'get' | 'list' | 'lines' | 'post'>;
  /** Who runs it. */
  readonly by: string;
  /** Writes one line to standard output. */
  readonly print: (line: string) => void;
  /** Writes bytes to standard output as they are; to a terminal, as text that moves no cursor. */
  readonly write: (bytes: Uint8Array) => void;
  /** How many characters a line may have: those of the terminal, or any number. */
  readonly columns: number;
  /** Aborted when somebody stops the command. */
  readonly signal: AbortSignal;
}

/** Runs with what stands behind its name; resolves with the exit code. */
export type Command = (args: readonly string[], context: CliContext) => Promise<number>;
