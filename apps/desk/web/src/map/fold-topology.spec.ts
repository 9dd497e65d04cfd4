import type { Dto } from '../api/client';
import { foldTopology } from './fold-topology';

const queue = (name: string, kind = 'work', messages = 0): Dto<'NodeDto'> => ({
  ...{ id: `queue:${name}`, type: 'queue', name, kind, messages },
});
const topology: Dto<'TopologyLiveDto'> = {
  ...{ source: 'management', at: '2026-12-01T00:00:00.000Z' },
  nodes: [
    { id: 'exchange:', type: 'exchange', name: '', kind: 'direct' },
    { id: 'exchange:things', type: 'exchange', name: 'things', kind: 'topic' },
    { id: 'exchange:dead', type: 'exchange', name: 'dead', kind: 'fanout' },
    ...[queue('made'), queue('made.retry.1s', 'retry', 3), queue('made.retry.5s', 'retry', 4)],
    ...[queue('named'), queue('delay.00', 'delay'), queue('dead', 'dead-letters')],
  ],
  edges: [
    { kind: 'binding', from: 'exchange:things', to: 'queue:made', routingKey: 'thing.#' },
    { kind: 'by-name', from: 'exchange:', to: 'queue:made', perSecond: 0 },
    { kind: 'by-name', from: 'exchange:', to: 'queue:named', perSecond: 0 },
    { kind: 'retry', from: 'queue:made', to: 'queue:made.retry.1s' },
    { kind: 'retry', from: 'queue:made', to: 'queue:made.retry.5s' },
    { kind: 'dead-letter', from: 'queue:made', to: 'exchange:dead', perSecond: 0 },
    { kind: 'binding', from: 'exchange:dead', to: 'queue:dead', routingKey: '' },
  ],
  ...{ withoutConsumer: ['queue:made'], boundToNothing: [], onlyByName: ['queue:named'] },
};

describe('the picture of a topology', () => {
  it('shows retries as a number of their queue, and marks what nothing consumes', () => {
    const { nodes } = foldTopology(topology, false);
    expect(nodes.map(({ name }) => name)).toEqual(['', 'things', 'made', 'named']);
    const made = nodes.find(({ name }) => name === 'made');
    expect(made).toMatchObject({ retrying: 7, isBad: true });
  });

  it('shows quiet ways only where all are wanted, or a queue has no other', () => {
    const ways = (all: boolean): string[] =>
      foldTopology(topology, all).edges.map(({ kind, to }) => `${kind} ${to}`);
    expect(ways(false)).toEqual(['binding queue:made', 'by-name queue:named']);
    expect(ways(true)).toContain('dead-letter queue:dead');
  });
});
