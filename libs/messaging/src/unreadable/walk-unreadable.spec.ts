import type { ChannelModel } from 'amqplib';
import { UnreadableWalk } from './walk-unreadable';

/** A queue as one channel sees it; `takeAway`: another process has all, until it is counted. */
function queueOf(bodies: string[]): {
  connection: ChannelModel;
  waiting: string[];
  takeAway: () => void;
} {
  const waiting = [...bodies];
  let elsewhere: string[] | undefined;
  const channel = {
    on: () => undefined,
    close: () => Promise.resolve(),
    checkQueue: () => {
      waiting.push(...(elsewhere ?? []));
      elsewhere = undefined;
      return Promise.resolve({ messageCount: waiting.length });
    },
    get: () => {
      const body = waiting.shift();
      const fields = { deliveryTag: 1 };
      return Promise.resolve(
        body !== undefined && { content: Buffer.from(body), fields, properties: {} },
      );
    },
    nack: ({ content }: { content: Buffer }) => (elsewhere ?? waiting).push(content.toString()),
  };
  const connection = { createChannel: () => Promise.resolve(channel) };
  const takeAway = (): void => void (elsewhere = waiting.splice(0));
  return { connection: connection as unknown as ChannelModel, waiting, takeAway };
}

const walkOver = (total: number, deadlineMs?: number): UnreadableWalk<string> =>
  new UnreadableWalk(
    'q',
    total,
    ({ body, fault, id }) => (fault ? id : body.toString()),
    deadlineMs,
  );

describe('looking at one unreadable message after the other', () => {
  it('sees each once, and names what the broker could not hand over', async () => {
    const { connection, waiting } = queueOf(['a', 'b']);
    const walk = walkOver(2);
    walk.noteFault();
    expect(await walk.continueOn(connection)).toEqual(['a', 'b']);
    expect(waiting).toEqual(['a', 'b']);
  });

  it('ends in time, and says how many it has not seen', async () => {
    const { connection, waiting } = queueOf(['a', 'b', 'c']);
    expect(await walkOver(3, -1).continueOn(connection)).toEqual(['not-looked-at-3']);
    expect(waiting).toHaveLength(3);
  });

  it('starts again when another process had all in hand for a moment', async () => {
    const { connection, waiting, takeAway } = queueOf(['a', 'b', 'c']);
    let looks = 0;
    const walk = new UnreadableWalk('q', 3, ({ body }) => {
      if ((looks += 1) === 2) takeAway();
      return body.toString();
    });
    expect((await walk.continueOn(connection)).sort()).toEqual(['a', 'b', 'c']);
    expect(waiting).toHaveLength(3);
  });
});
