import type { Topology } from './declared-topology';
import { describeName, findTopologyFaults, NAME } from './find-topology-faults';
import { InvalidTopologyError } from './invalid-topology.error';
import { libraryParts, scheduledQueue, type LibraryParts } from './library-parts';

/** What an application declares. What it leaves out of a part of the library has its default. */
export type TopologyOptions = Pick<Topology, 'exchanges' | 'queues'> &
  Partial<Pick<Topology, 'replyQueues' | 'routes'>> & {
    readonly [Part in keyof LibraryParts]?: Partial<LibraryParts[Part]>;
  } & {
    /**
     * Begins the names of the library's own exchanges and queues. Default: nothing does, and then two
     * applications of one vhost share a journal and dead letters: give each its own.
     */
    readonly prefix?: string;
  };

/**
 * Puts together what an application declares with what the library needs on the broker, and checks it
 * before anything connects.
 *
 * @throws InvalidTopologyError listing every fault at once: two queues or exchanges of one name, a
 * binding to an exchange that is not declared, a publish route that can reach no queue, a missing
 * dead-letter route, a retry delay the delay stages cannot give, a name the broker would refuse.
 */
export function defineTopology(options: TopologyOptions): Topology {
  const { exchanges, prefix = '', queues, replyQueues = [], routes = {} } = options;
  if (prefix !== '' && !NAME.test(prefix)) {
    throw new InvalidTopologyError([describeName(`the prefix '${prefix}'`)]);
  }
  const parts = Object.entries(libraryParts(prefix)).map(([name, part]) => [
    name,
    { ...part, ...withoutUndefined(options[name as keyof LibraryParts] ?? {}) },
  ]);
  const own = Object.fromEntries(parts) as LibraryParts;
  const { queue } = own.schedule;
  const isGiven =
    options.schedule?.queue !== undefined && queues.some(({ name }) => name === queue);
  const all = isGiven ? queues : [...queues, scheduledQueue(queue)];
  const topology = { exchanges, queues: all, replyQueues, routes, ...own };
  const faults = findTopologyFaults(topology);
  if (faults.length > 0) throw new InvalidTopologyError(faults);
  return topology;
}

function withoutUndefined(part: object): object {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}
