import { TopologyMismatchError } from './topology-mismatch.error';

/** RabbitMQ's words for a declaration that contradicts what exists (reply code 406). */
const INEQUIVALENT =
  /inequivalent arg '([^']+)' for (queue|exchange) '([^']+)' in vhost '([^']+)': received (.+) but current is (.+?)"?$/;

/**
 * Turns the broker's refusal of a declaration into one sentence that names the thing, the
 * argument, both values and the way out. `undefined` when the error is something else, also when the
 * broker refuses with 406 for another reason: that may pass. A stream is never replaced: its records
 * would go with it.
 */
export function explainMismatch(
  error: unknown,
  declaresStream = false,
): TopologyMismatchError | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  if (code !== 406 || message === undefined) return undefined;
  const [, argument, kind, name, vhost, declared, existing] = INEQUIVALENT.exec(message) ?? [];
  if (argument === undefined) return undefined;
  const current = plainValue(existing);
  const isStream = argument === 'x-queue-type' ? current === "'stream'" : declaresStream;
  const whenEmpty = kind === 'queue' ? ', once it is empty' : '';
  const wayOut = isStream
    ? 'declare the existing value again, since a stream is not replaced'
    : `either declare the existing value again, or replace the ${kind}${whenEmpty}, while no process of ` +
      'the application runs: delete it, and the next start declares it; in the repository of Warren: ' +
      `npm run topology -- redeclare ${name}`;
  return new TopologyMismatchError(
    `The ${kind} '${name}' in vhost '${vhost}' exists with ${argument} = ${current}, ` +
      `but the topology declares ${plainValue(declared)}: ${wayOut}`,
    { cause: error },
  );
}

/** `the value '5' of type 'signedint'` -> `'5'`. */
function plainValue(text = 'none'): string {
  return /^the value ('[^']*') of type/.exec(text)?.[1] ?? text;
}
