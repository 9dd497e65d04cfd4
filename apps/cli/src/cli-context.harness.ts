import type { CliContext, Command } from './cli-context';

/** What a command asked of a worker, and what it printed. */
export interface Ran {
  readonly code: number;
  readonly asked: readonly unknown[][];
  readonly printed: readonly string[];
}

/** Runs a command against a worker that gives these answers to any request. */
export async function run(
  command: Command,
  args: readonly string[],
  answer: unknown,
  lines: readonly unknown[] = [],
  hasMore = false,
): Promise<Ran> {
  const asked: unknown[][] = [];
  const printed: string[] = [];
  const reply = (...question: unknown[]): Promise<never> => {
    asked.push(JSON.parse(JSON.stringify(question)) as unknown[]);
    return Promise.resolve(answer as never);
  };
  const context: CliContext = {
    worker: {
      bytes: reply,
      get: reply,
      list: async (...question) => ({ pages: [await reply(...question)], hasMore }),
      post: reply,
      lines: async function* (...question: unknown[]) {
        await reply(...question);
        yield* lines as never[];
      },
    },
    by: 'ana',
    print: (line) => printed.push(line),
    write: (bytes) => printed.push(Buffer.from(bytes).toString('latin1')),
    columns: Infinity,
    signal: new AbortController().signal,
  };
  return { code: await command(args, context), asked, printed };
}
