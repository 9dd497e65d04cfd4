import type { Logger } from '@nestjs/common';
import type { Queue } from '@warren/model';
import type { BreakerState } from './breaker';

/** Says in the log what the breaker of a queue has come to. */
export function logBreakerState(
  logger: Logger,
  { breaker, name }: Pick<Queue, 'breaker' | 'name'>,
  state: BreakerState,
  lastError: unknown,
): void {
  const details = { queue: name };
  if (state === 'open') {
    logger.warn({ ...details, ...breaker, lastError }, 'paused itself: too many failures in a row');
  } else if (state === 'probing') logger.log(details, 'tries again with one message');
  else logger.log(details, 'consumes again');
}
