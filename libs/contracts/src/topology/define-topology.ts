import type { Topology } from './declared-topology';
import { findTopologyFaults } from './find-topology-faults';
import { InvalidTopologyError } from './invalid-topology.error';

/**
 * Checks a topology before anything connects, and returns it unchanged.
 *
 * @throws InvalidTopologyError listing every fault at once: two queues or exchanges of one name, a
 * binding to an exchange that is not declared, a publish route that can reach no queue, a missing
 * dead-letter route, a retry delay that no queue can give, a name the broker would refuse.
 */
export function defineTopology<T extends Topology>(topology: T): T {
  const faults = findTopologyFaults(topology);
  if (faults.length > 0) throw new InvalidTopologyError(faults);
  return topology;
}
