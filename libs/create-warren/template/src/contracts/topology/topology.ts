import { after, bind, defineTopology, exchange, queue } from '@warren/nestjs/contracts';

/** Every exchange that events are published to. */
export const exchanges = {
  topic: exchange('my-app', 'topic'),
};

/** Every work queue, with the event that it takes, what reaches it and when it is tried again. */
export const queues = {};

/** What gateway and worker share. `prefix` begins the names of Warren's own queues. */
export const topology = defineTopology({
  prefix: 'my-app',
  exchanges: Object.values(exchanges),
  queues: Object.values(queues),
});
