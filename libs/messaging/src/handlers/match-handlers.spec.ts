import { EventDto, queue } from '@warren/model';
import { matchHandlers, type FoundHandler } from './match-handlers';

const a = queue('a', { event: EventDto, from: [] });
const b = queue('b', { event: EventDto, from: [] });
const stranger = queue('c', { event: EventDto, from: [] });

function handlerOf(of: typeof a, name: string): FoundHandler {
  return { name, queue: of, takes: 'each', handle: () => undefined };
}

describe('matching handlers and queues (I11)', () => {
  it('is content with one handler for each queue', () => {
    expect(() =>
      matchHandlers([a, b], [handlerOf(a, 'A.run'), handlerOf(b, 'B.run')]),
    ).not.toThrow();
  });

  it('needs none for a queue that this process does not consume', () => {
    const found = [handlerOf(a, 'A.run')];
    expect(matchHandlers([a, b], found)).toEqual(found);
    expect(matchHandlers([a, b], found, ['a'])).toEqual(found);
  });

  it('lists every misfit with its remedy', () => {
    const found = [handlerOf(b, 'B.one'), handlerOf(b, 'B.two'), handlerOf(stranger, 'C.run')];
    expect(() => matchHandlers([a, b], found, ['a', 'b'])).toThrow(
      'Handlers and queues do not fit:\n' +
        "- queue 'a' has no handler: put @Handles on a method of a provider\n" +
        "- queue 'b' has 2 handlers (B.one, B.two): keep one\n" +
        "- C.run handles 'c', which the topology does not declare: add it to the queues",
    );
  });

  it('lists a handler of single events on a batch queue, and the other way round', () => {
    const batch = queue('b', { event: EventDto, from: [], batch: { size: 10, waitMs: 100 } });
    const gatherer = {
      ...handlerOf(a, 'A.many'),
      takes: 'batch',
      handle: () => undefined,
    } as const;
    expect(() => matchHandlers([a, batch], [gatherer, handlerOf(batch, 'B.one')])).toThrow(
      "- A.many: put @Handles on it for 'a'\n- B.one: put @HandlesBatch on it for 'b'",
    );
  });

  it('gives only the handlers of the queues asked for, and knows all of them', () => {
    const found = [handlerOf(a, 'A.run'), handlerOf(b, 'B.run')];
    expect(matchHandlers([a, b], found, ['b'])).toEqual([found[1]]);
    expect(() => matchHandlers([a, b], found, ['b', 'typo'])).toThrow(
      "queue 'typo' is to be consumed here, but the topology does not declare it",
    );
  });
});
