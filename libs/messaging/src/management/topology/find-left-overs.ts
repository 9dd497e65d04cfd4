import type { Topology } from '@warren/model';
import type { QueueCounts } from '../read-queue-counts';
import type { TopologyPlan } from '../../topology/topology-plan';

/** Waiting queues of an earlier topology that the broker still has, as sentences. */
export interface LeftOvers {
  /** Of those that are empty. */
  readonly empty: string[];
  /** Of those that hold messages, or of which the broker does not say it. */
  readonly inUse: string[];
}

const STAGE = /^\.(stage\.)?\d\d$/;
const WAIT = /^\d+(ms|s|m|h|d)$/;

/**
 * Names the retry queues of waits that no policy has now, and the delay stages that are not
 * declared, each with the command that deletes it. Other queues are not Warren's to judge. Pure.
 */
export function findLeftOvers(
  topology: Pick<Topology, 'delays' | 'queues'>,
  plan: Pick<TopologyPlan, 'queues'>,
  existing: readonly QueueCounts[],
  vhost: string,
): LeftOvers {
  const { delays, queues } = topology;
  const declared = new Set(plan.queues.map(({ name }) => name));
  const isWaiting = (name: string): boolean =>
    restOf(name, delays.prefix, STAGE) ||
    queues.some((queue) => restOf(name, `${queue.name}.retry.`, WAIT));
  const leftOver = existing.filter(({ name }) => !declared.has(name) && isWaiting(name));
  const describe = ({ messages, name }: QueueCounts): string =>
    `queue '${name}' is left over from an earlier topology${describeCount(messages)} no process of that ` +
    `topology runs: rabbitmqctl delete_queue --vhost '${vhost}' '${name}'`;
  const isEmpty = ({ messages }: QueueCounts): boolean => messages === 0;
  return {
    empty: leftOver.filter(isEmpty).map(describe),
    inUse: leftOver.filter((each) => !isEmpty(each)).map(describe),
  };
}

function restOf(name: string, start: string, rest: RegExp): boolean {
  return name.startsWith(start) && rest.test(name.slice(start.length));
}

function describeCount(messages: number | undefined): string {
  if (messages === 0) return ' and empty. Delete it when';
  const count = messages === undefined ? 'an unknown number of messages' : counted(messages);
  return ` and holds ${count}, which will leave it. Delete it when it is empty and`;
}

function counted(messages: number): string {
  return `${messages} message${messages === 1 ? '' : 's'}`;
}
