import { command } from '../commands/command';
import { EventDto } from '../events/event.dto';
import type { Topology } from './declared-topology';
import { defineTopology } from './define-topology';
import { bind, bindHeaders, defaultExchange, exchange } from './exchange';
import { InvalidTopologyError } from './invalid-topology.error';
import { queue } from './queue';

const direct = exchange('e.direct', 'direct');
const topic = exchange('e.topic', 'topic');
const headers = exchange('e.headers', 'headers');
const bodies = { queue: 'bodies', maxAge: '1D', maxBytes: 1_000, segmentBytes: 100 } as const;
const FIT = ['OrdersExchange', 'Orders:Placed', 'a..b', 'pedidos-año', 'e'.repeat(127)];
const UNFIT = ['with space', 'a,b', 'amq.work', 'two\nlines', '\u0085', '', 'ñ'.repeat(64)];

function valid(): Topology {
  return {
    exchanges: [defaultExchange(), direct, topic, headers],
    queues: [queue('work', { event: EventDto, from: [bind(direct, 'key'), bind(topic, 'a.*')] })],
    replyQueues: [],
    routes: { direct: { exchange: direct, routingKey: 'key' }, topic: { exchange: topic } },
    deadLetters: { exchange: exchange('dead', 'fanout'), queue: 'dead', bodies },
    unreadable: {
      queue: 'unreadable',
      lock: 'unreadable.look',
      maxLength: 100,
      maxBytes: 1_000_000,
    },
    delays: { prefix: 'delay', levels: 14, unitMs: 100 },
    journal: { queue: 'journal', maxAge: '1D', maxBytes: 1_000_000, segmentBytes: 100_000 },
    schedule: {
      queue: 'work',
      log: { queue: 'later.log', maxAge: '1D', maxBytes: 1_000_000, segmentBytes: 100_000 },
      longestMs: 1_638_300,
    },
    commands: {
      queue: 'commands',
      cancels: exchange('commands.cancelled', 'fanout'),
      all: [command('work.do', { data: EventDto })],
      prefetch: 10,
      deliveryLimit: 3,
      maxLength: 1_000,
      longestMs: 60_000,
      waitingLimit: 100,
    },
    alive: exchange('alive', 'fanout'),
  };
}

function faultsOf(change: Partial<Topology>): readonly string[] {
  try {
    defineTopology({ ...valid(), ...change });
    return [];
  } catch (error) {
    return (error as InvalidTopologyError).faults;
  }
}

describe('defining a topology', () => {
  it('gives a valid one back as it is', () => {
    const value = valid();
    expect(defineTopology(value)).toEqual(value);
  });

  it('refuses two queues of one name', () => {
    const twin = queue('work', { event: EventDto, from: [] });
    expect(faultsOf({ queues: [...valid().queues, twin] })).toEqual([
      "two queues are named 'work'",
    ]);
  });

  it('refuses a work queue that has the name of the dead-letter queue', () => {
    const dead = queue('dead', { event: EventDto, from: [] });
    expect(faultsOf({ queues: [...valid().queues, dead] })).toEqual([
      "two queues are named 'dead'",
    ]);
  });

  it('refuses a publish route whose key no binding wants', () => {
    expect(faultsOf({ routes: { lost: { exchange: direct, routingKey: 'kez' } } })).toEqual([
      "publish route 'lost' can reach no queue: nothing is bound to 'e.direct' for 'kez'",
    ]);
    expect(faultsOf({ routes: { lost: { exchange: topic, routingKey: 'a.b.c' } } })).toHaveLength(
      1,
    );
  });

  it('refuses a publish route to an exchange that nothing is bound to', () => {
    expect(faultsOf({ routes: { lost: { exchange: headers } } })).toEqual([
      "publish route 'lost' can reach no queue: nothing is bound to 'e.headers' for any routing key",
    ]);
  });

  it('refuses a binding to an exchange that is not declared, or to the default one', () => {
    const stray = queue('stray', {
      event: EventDto,
      from: [bind(exchange('elsewhere', 'direct'), 'k'), bind(defaultExchange(), 'k')],
    });
    expect(faultsOf({ queues: [...valid().queues, stray] })).toEqual([
      "queue 'stray' is bound to 'elsewhere', which is not declared",
      "queue 'stray' is bound to the default exchange, which the broker does by itself",
    ]);
  });

  it('refuses a headers binding that would match everything or nothing', () => {
    const open = queue('open', { event: EventDto, from: [bindHeaders(headers, 'all', {})] });
    expect(faultsOf({ queues: [...valid().queues, open] })).toEqual([
      "queue 'open' is bound to 'e.headers' without a header to match",
    ]);
  });

  it('refuses a headers binding of headers that are not compared', () => {
    const open = queue('open', {
      event: EventDto,
      from: [bindHeaders(headers, 'any', { 'x-a': 1 })],
    });
    expect(faultsOf({ queues: [...valid().queues, open] })).toHaveLength(1);
  });

  const slowPatterns = ['#.a.#.b.#', '#.#.#', 'a.#.*.#.#.#.b'];
  it.each(slowPatterns)('refuses %s, which would keep the broker busy', (pattern) => {
    const slow = queue('slow', { event: EventDto, from: [bind(topic, pattern)] });
    expect(faultsOf({ queues: [...valid().queues, slow] })).toEqual([
      `queue 'slow' is bound to 'e.topic' by '${pattern}': more than two # take the broker too long`,
    ]);
  });

  it('refuses a missing dead-letter route', () => {
    const faults = faultsOf({
      deadLetters: { exchange: exchange('dead', 'fanout'), queue: '', bodies },
    });
    expect(faults).toContain('there is no dead-letter route: name its exchange and its queue');
  });

  it('refuses a dead-letter route that leads back to work', () => {
    const dead = exchange('dead', 'fanout');
    expect(
      faultsOf({
        exchanges: [...valid().exchanges, dead],
        deadLetters: { exchange: dead, queue: 'dead', bodies },
      }),
    ).toContain('the dead-letter exchange must be bound to the dead-letter queue alone');
  });

  it('refuses a schedule that reaches further ahead than the delay stages', () => {
    const schedule = { ...valid().schedule, longestMs: 1_638_301 };
    expect(faultsOf({ schedule })).toEqual([
      'the schedule reaches 1638301 ms ahead; the delay stages hold 1638300 ms',
    ]);
  });

  it('refuses a schedule whose log is a work queue', () => {
    const { log, ...schedule } = valid().schedule;
    expect(faultsOf({ schedule: { ...schedule, log: { ...log, queue: 'work' } } })).toEqual([
      "two queues are named 'work'",
    ]);
  });

  it.each(['work.retry.1s', 'work.retry.by-hand', 'delay.99'])(
    'refuses the name %s, which is one of the queues in which messages wait',
    (name) => {
      const named = queue(name, { event: EventDto, from: [] });
      expect(faultsOf({ queues: [...valid().queues, named] })).toEqual([
        `'${name}' is a name of the queues in which messages wait`,
      ]);
    },
  );

  it.each(FIT)('takes the name %j', (name) => {
    const named = queue(name, { event: EventDto, from: [] });
    const exchanges = [...valid().exchanges, exchange(name, 'topic')];
    expect(faultsOf({ exchanges, queues: [...valid().queues, named] })).toEqual([]);
  });

  it.each(UNFIT)('refuses the name %j of a queue, and a long one of an exchange', (name) => {
    const named = queue(name, { event: EventDto, from: [] });
    const exchanges = [exchange('e'.repeat(256), 'topic')];
    expect(faultsOf({ exchanges, queues: [named], routes: {} })).toEqual([
      expect.stringContaining("e' is not a name: use 1 to 255 bytes"),
      expect.stringContaining(`'${name}' is not a name: use 1 to 127 bytes`),
    ]);
  });

  it('refuses two commands of one name, and a name that is none', () => {
    const all = ['work.do', 'work.do', 'Work'].map((name) => command(name, { data: EventDto }));
    expect(faultsOf({ commands: { ...valid().commands, all } })).toEqual([
      "two commands are named 'work.do'",
      "'Work' is not a name of a command: use lower case words of a-z, 0-9, _ and - with dots",
    ]);
  });

  it('refuses a queue of commands that has the name of a work queue', () => {
    expect(faultsOf({ commands: { ...valid().commands, queue: 'work' } })).toEqual([
      "two queues are named 'work'",
    ]);
  });

  it('lists every fault at once', () => {
    const error = new InvalidTopologyError(['one', 'two']);
    expect(error.message).toBe('The topology is invalid:\n- one\n- two');
  });
});
