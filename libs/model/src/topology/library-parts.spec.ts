import { EventDto } from '../events/event.dto';
import type { Topology } from './declared-topology';
import { defineTopology } from './define-topology';
import { bind, exchange } from './exchange';
import { queue } from './queue';

const direct = exchange('e.direct', 'direct');
const given = {
  exchanges: [direct],
  queues: [queue('work', { event: EventDto, from: [bind(direct, 'key')] })],
  routes: { direct: { exchange: direct, routingKey: 'key' } },
};

/** Every name that a topology has, but for those of its exchanges. */
function namesOf(value: Topology): string[] {
  const { alive, commands, deadLetters, delays, journal, queues, schedule, unreadable } = value;
  return [
    ...queues.map(({ name }) => name),
    ...[deadLetters.exchange.name, deadLetters.queue, deadLetters.bodies.queue],
    ...[delays.prefix, journal.queue, schedule.log.queue],
    ...[commands.queue, commands.cancels.name, unreadable.queue, unreadable.lock],
    alive.name,
  ];
}

describe('what the library adds to a topology', () => {
  it('brings the parts of the library along, each with its defaults', () => {
    const { exchanges, queues, routes } = given;
    const { journal, schedule, ...topology } = defineTopology({
      ...{ exchanges, queues, routes },
      journal: { maxAge: '1D' },
    });
    expect(topology).toMatchObject({ replyQueues: [], deadLetters: { queue: 'dead-letters' } });
    expect(journal).toMatchObject({ queue: 'journal', maxAge: '1D', maxBytes: 5_000_000_000 });
    expect(topology.queues.map(({ name }) => name)).toEqual(['work', schedule.queue]);
  });

  it('puts a prefix before every name of the library, and before none of the application', () => {
    const { exchanges, queues } = given;
    const own = namesOf(defineTopology({ exchanges, queues, prefix: 'shop' }));
    expect(own.filter((name) => !name.startsWith('shop.'))).toEqual(['work']);
    const plain = namesOf(defineTopology({ exchanges, queues }));
    expect(own.map((name) => name.replace('shop.', ''))).toEqual(plain);
  });

  it('refuses a prefix that cannot begin a name, once', () => {
    const { exchanges, queues } = given;
    expect(() => defineTopology({ exchanges, queues, prefix: 'Shop' })).toThrow(
      "The topology is invalid:\n- the prefix 'Shop' is not a name: use lower case words of a-z, 0-9, _ and - with dots",
    );
    expect(defineTopology({ exchanges, queues, prefix: 'my_shop-1.eu' }).journal.queue).toBe(
      'my_shop-1.eu.journal',
    );
  });

  it('refuses a queue of the name that the queue of the schedule has, unless it is named as that', () => {
    const { exchanges } = given;
    const queues = [queue('shop.scheduled', { event: EventDto, from: [] })];
    const define = (schedule?: { queue: string }): Topology =>
      defineTopology({ exchanges, queues, prefix: 'shop', schedule });
    expect(define).toThrow("two queues are named 'shop.scheduled'");
    expect(define({ queue: 'shop.scheduled' }).queues).toEqual(queues);
  });

  it('keeps the default of a property that is undefined', () => {
    const { exchanges, queues } = given;
    const { journal } = defineTopology({ exchanges, queues, journal: { maxAge: undefined } });
    expect(journal.maxAge).toBe('7D');
  });
});
