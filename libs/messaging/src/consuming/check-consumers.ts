import type { CheckResult } from '@warren/platform';
import { describeUndeliverable, describeUnreadable } from '../unreadable/describe-counts';
import type { QueueConsumer } from './queue-consumer';

/**
 * Whether the consumers do what they should (I13). One that an operator paused, or that paused
 * itself because what it needs is unavailable, does; one whose broker forgot it does not. One whose
 * queue is unavailable is named, and no fault of the process while others are attached.
 *
 * @param stuckCount deliveries whose consequence could not be confirmed several times in a row.
 * @param unavailable the queues that the broker does not give to this process.
 */
export function checkConsumers(
  consumers: readonly QueueConsumer[],
  stuckCount: number,
  unavailable: readonly string[] = [],
): CheckResult {
  const names = (state: QueueConsumer['state'][]): string =>
    consumers
      .filter((each) => state.includes(each.state))
      .map(({ queue }) => queue)
      .join(', ');
  const detached = consumers.filter(({ state }) => state === 'detached' || state === 'stopped');
  const isDegraded =
    detached.length < consumers.length &&
    detached.every(({ queue, state }) => state === 'detached' && unavailable.includes(queue));
  if (!isDegraded && (consumers.length === 0 || detached.length > 0)) {
    return { ok: false, detail: `not attached: ${names(['detached', 'stopped'])}` };
  }
  if (stuckCount > 0) {
    const held = names(['held']);
    const rest = held === '' ? '' : `; held until one can: ${held}`;
    const detail = `deliveries whose consequence cannot be confirmed: ${stuckCount}${rest}`;
    return { ok: false, detail };
  }
  const resting = names(['paused', 'open']);
  const rest = resting === '' ? '' : `; paused: ${resting}`;
  const degraded = detached.length === 0 ? '' : `; degraded: unavailable: ${names(['detached'])}`;
  const sum = (kind: 'undeliverable' | 'unreadable'): number =>
    consumers.reduce((all, { stats }) => all + stats.counts[kind], 0);
  const lost = describeUnreadable(sum('unreadable')) + describeUndeliverable(sum('undeliverable'));
  const attached = consumers.length - detached.length - (resting ? resting.split(', ').length : 0);
  return { ok: true, detail: `${attached} attached${rest}${degraded}${lost}` };
}
