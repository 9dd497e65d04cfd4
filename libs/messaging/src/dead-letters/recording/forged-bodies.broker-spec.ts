import type { Options } from 'amqplib';
import { twoQueues } from '../../consuming/two-queues.harness';
import { writePieces } from './body-pieces';
import { DeadLettersHarness } from '../dead-letters.broker.harness';
import { LargeBodies } from './large-bodies';

const LIMIT = 262_144;
const MIB = 1_048_576;
const body = Buffer.from(
  JSON.stringify({ id: 'e', tipo: 'T', payload: { t: 'é'.repeat(1_200_000) } }),
);
const other = Buffer.from(body.toString().replace('"e"', '"f"'));
const { bodies } = twoQueues({}).deadLetters;

/** The pieces of these bytes, as any client may write them for a dead letter that it knows the id of. */
const piecesOf = (content: Buffer, deadLetterId: string) => [
  ...writePieces(deadLetterId, content, bodies.queue, LIMIT),
];

describe('a redrive of a dead letter that is too large, whose stream another client wrote to,', () => {
  let harness: DeadLettersHarness;
  let deadLetterId: string;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start({}, { settings: { maxMessageBytes: LIMIT } });
    const { channel, config, publisher } = harness.consuming;
    const large = new LargeBodies(publisher, config, bodies.queue);
    Object.assign(harness.actions.bodies, { use: large.use.bind(large) });
    channel.sendToQueue('first', body, { messageId: 'm', persistent: true });
    harness.consuming.handle.mockImplementation(() => {
      throw new Error('not yet');
    });
    const [record] = await harness.untilRecorded(1);
    deadLetterId = String(record?.deadLetterId);
    harness.consuming.handle.mockClear();
  });

  afterEach(() => harness.stop());

  /** Puts these in place of what the stream has, in this order. */
  const rewrite = async (pieces: ReturnType<typeof piecesOf>): Promise<void> => {
    const { channel, publisher } = harness.consuming;
    await channel.deleteQueue(bodies.queue);
    await publisher.restoreTopology();
    for (const piece of pieces) {
      channel.sendToQueue(bodies.queue, piece.body, piece.properties as Options.Publish);
    }
    await channel.waitForConfirms();
  };

  const cases: [string, (id: string) => ReturnType<typeof piecesOf>, RegExp][] = [
    ['the bytes of another event, as many', (id) => piecesOf(other, id), /SHA-256 differs/],
    [
      'one piece that is another, ahead of its own',
      (id) => [...piecesOf(other, id).slice(0, 1), ...piecesOf(body, id)],
      /SHA-256 differs/,
    ],
    ['its own without the last', (id) => piecesOf(body, id).slice(0, -1), /only an excerpt/],
    [
      'its own cut short',
      (id) => piecesOf(body, id).map((piece) => ({ ...piece, body: piece.body.subarray(1) })),
      /only an excerpt/,
    ],
    [
      'its own in the wrong places',
      (id) => {
        const pieces = piecesOf(body, id);
        const [first, second] = pieces;
        if (!first || !second) return [];
        const swapped = [
          { ...first, properties: second.properties },
          { ...second, properties: first.properties },
        ];
        return [...swapped, ...pieces.slice(2)];
      },
      /SHA-256 differs/,
    ],
    [
      'more than its own',
      (id) => piecesOf(Buffer.concat([other, Buffer.alloc(MIB)]), id),
      /SHA-256 differs|only an excerpt/,
    ],
    ['nothing', () => [], /only an excerpt/],
  ];

  it.each(cases)(
    'which has %s: it is skipped, says why and stays open (I16)',
    async (_, make, why) => {
      await rewrite(make(deadLetterId));
      const { results, summary } = await harness.actions.redrive({
        selection: { ids: [deadLetterId] },
      });
      expect(results).toMatchObject([
        { outcome: 'skipped', reason: expect.stringMatching(why) as unknown },
      ]);
      expect(summary).toMatchObject({ redriven: 0, skipped: 1, failed: 0 });
      expect(harness.actions.letters.get(deadLetterId)?.state).toBe('open');
      const { messageCount } = await harness.consuming.channel.checkQueue('first');
      expect(messageCount).toBe(0);
      expect(harness.consuming.handle).not.toHaveBeenCalled();
    },
  );

  it('which has its own bytes among those of others: they are what would be sent', async () => {
    await rewrite([
      ...piecesOf(other, 'another dead letter'),
      ...piecesOf(body, deadLetterId).reverse(),
      ...piecesOf(other, deadLetterId),
    ]);
    const sent: Buffer[] = [];
    const { publisher } = harness.consuming;
    const send = publisher.send.bind(publisher);
    jest.spyOn(publisher, 'send').mockImplementation((message) => {
      if (message.properties.messageId !== 'm') return send(message);
      sent.push(message.body);
      return Promise.resolve({ kind: 'confirmed' });
    });
    const { results } = await harness.actions.redrive({ selection: { ids: [deadLetterId] } });
    expect(results).toMatchObject([{ outcome: 'redriven' }]);
    expect(sent.map((each) => each.equals(body))).toEqual([true]);
  });
});
