import { EventDto, queue } from '@warren/contracts';
import { matchHandlers, type FoundHandler } from './match-handlers';

const a = queue('a', { event: EventDto, from: [] });
const b = queue('b', { event: EventDto, from: [] });
const stranger = queue('c', { event: EventDto, from: [] });

function handlerOf(of: typeof a, name: string): FoundHandler {
  return { name, queue: of, handle: () => undefined };
}

describe('matching handlers and queues (I11)', () => {
  it('is content with one handler for each queue', () => {
    expect(() =>
      matchHandlers([a, b], [handlerOf(a, 'A.run'), handlerOf(b, 'B.run')]),
    ).not.toThrow();
  });

  it('lists every misfit with its remedy', () => {
    const found = [handlerOf(b, 'B.one'), handlerOf(b, 'B.two'), handlerOf(stranger, 'C.run')];
    expect(() => matchHandlers([a, b], found)).toThrow(
      'Handlers and queues do not fit:\n' +
        "- queue 'a' has no handler: put @Handles on a method in a *.handler.ts file\n" +
        "- queue 'b' has 2 handlers (B.one, B.two): keep one\n" +
        "- C.run handles 'c', which the topology does not declare: add it to the queues",
    );
  });
});
