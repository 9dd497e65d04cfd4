import { EXIT_CONFIGURATION } from './lifecycle';

const EXIT_FAILURE = 1;

/** The codes of errors at boot that stay until somebody changes something. */
const FINAL_CODES: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EADDRINUSE',
  'cannot_listen',
  'command_mismatch',
  'handler_mismatch',
  'invalid_config',
  'invalid_topology',
  'topology_mismatch',
]);

/** With which code a process ends that could not boot: 78 when a restart cannot mend that. */
export function exitCodeFor(error: unknown): number {
  const { code } = (error ?? {}) as { code?: unknown };
  return FINAL_CODES.has(code) ? EXIT_CONFIGURATION : EXIT_FAILURE;
}
