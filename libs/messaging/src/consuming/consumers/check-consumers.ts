import type { CheckResult } from '@warren/platform';
import type { QueueConsumer } from './queue-consumer';

/**
 * Whether the consumers do what they should (I13). One that was told to pause, or paused itself
 * because what it needs is away, does; one whose broker forgot it does not.
 *
 * @param stuckCount deliveries whose consequence could not be made safe several times in a row.
 */
export function checkConsumers(
  consumers: readonly QueueConsumer[],
  stuckCount: number,
): CheckResult {
  const names = (state: QueueConsumer['state'][]): string =>
    consumers
      .filter((each) => state.includes(each.state))
      .map(({ queue }) => queue)
      .join(', ');
  const missing = names(['detached', 'stopped']);
  if (consumers.length === 0 || missing !== '') {
    return { ok: false, detail: `not attached: ${missing}` };
  }
  if (stuckCount > 0) {
    const held = names(['held']);
    const rest = held === '' ? '' : `; held until one can: ${held}`;
    const detail = `deliveries whose consequence cannot be made safe: ${stuckCount}${rest}`;
    return { ok: false, detail };
  }
  const resting = names(['paused', 'open']);
  const rest = resting === '' ? '' : `; paused: ${resting}`;
  const setAside = consumers.reduce((sum, { stats }) => sum + stats.counts.unreadable, 0);
  const unreadable = setAside === 0 ? '' : `; set aside as unreadable: ${setAside}`;
  return {
    ok: true,
    detail: `${consumers.length - (resting ? resting.split(', ').length : 0)} attached${rest}${unreadable}`,
  };
}
