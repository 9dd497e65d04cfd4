/** What is kept of a stack: with the other headers of a dead letter it must fit into 64 KiB. */
const MAX_STACK_CHARS = 4_096;
const MAX_CAUSES = 3;

/** The stack of an error, then those of what caused it, at most 4,096 characters; undefined when it has none. */
export function describeStack(error: unknown): string | undefined {
  const stacks: string[] = [];
  for (let at = error; at instanceof Error && stacks.length <= MAX_CAUSES; at = at.cause) {
    if (typeof at.stack === 'string') stacks.push(at.stack);
  }
  const text = stacks.join('\ncaused by: ').slice(0, MAX_STACK_CHARS);
  return text === '' ? undefined : text;
}

/**
 * The error for a log: its message and stacks, without its other fields. The error of an HTTP client, for
 * instance, has the request in one, with its credentials.
 */
export function toLoggedError(error: unknown, message: string): Error {
  const logged = new Error(message);
  logged.stack = describeStack(error) ?? message;
  return logged;
}
