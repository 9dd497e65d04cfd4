import { waitFor } from '@warren/testing';
import { twoQueues } from '../../consuming/two-queues.harness';
import { DeadLettersHarness } from '../dead-letters.broker.harness';
import { LargeBodies } from './large-bodies';

const LIMIT = 262_144;

/** A worker that sends at most 256 KiB, as after a change to a broker that takes less. */
describe('a dead letter that is large', () => {
  let harness: DeadLettersHarness;
  let bodies: LargeBodies;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start({}, { settings: { maxMessageBytes: LIMIT } });
    const { config, publisher } = harness.consuming;
    bodies = new LargeBodies(publisher, config, twoQueues({}).deadLetters.bodies.queue);
  });

  afterEach(() => harness.stop());

  const send = async (body: Buffer): Promise<void> => {
    const { channel } = harness.consuming;
    channel.sendToQueue('first', body, { messageId: 'm', persistent: true });
    await channel.waitForConfirms();
  };

  it('is dead-lettered by the broker when its copy is too large, with its bytes (I16)', async () => {
    const payload = { t: 'é'.repeat(400_000) };
    const body = Buffer.from(JSON.stringify({ id: 'e', tipo: 'T', payload }));
    harness.consuming.handle.mockImplementation(() => {
      throw new Error('not yet');
    });
    await send(body);
    const [record] = await harness.untilRecorded(1);
    expect(record).toMatchObject({
      messageId: 'm',
      queue: 'first',
      cause: 'rejected',
      failure: { code: 'too_large' },
      body: '',
      excerpt: { bytes: body.length },
    });
    expect(harness.consuming.handle).toHaveBeenCalledTimes(1);
    const found = await bodies.use(record as never, (content) => Promise.resolve(content));
    expect(found.equals(body)).toBe(true);
    // Nothing of it is left: neither unacked nor in a delay stage.
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it.each([
    ['no text', Buffer.alloc(250_000, 0xff)],
    ['no JSON', Buffer.alloc(250_000, '"')],
  ])('has its bytes beside the journal, and is redriven with them: %s', async (_, body) => {
    await send(body);
    const [record] = await harness.untilRecorded(1);
    expect(record).toMatchObject({ cause: 'failed', body: '', excerpt: { bytes: body.length } });
    const found = await bodies.use(record as never, (content) => Promise.resolve(content));
    expect(found.equals(body)).toBe(true);
  });

  it.each([
    ['ahead of', 600_000],
    ['behind', -600_000],
  ])('has its bytes also when the clock of the worker is %s that of the broker', async (_, ms) => {
    const body = Buffer.alloc(250_000, 0xff);
    await send(body);
    const [record] = await harness.untilRecorded(1);
    const now = Date.now;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + ms);
    try {
      const died = { ...record, at: new Date(Date.now()) } as never;
      const found = await bodies.use(died, (content) => Promise.resolve(content));
      expect(found.equals(body)).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  it('says so when its bytes are no longer kept', async () => {
    await send(Buffer.alloc(250_000, 0xff));
    const [record] = await harness.untilRecorded(1);
    const { channel, publisher } = harness.consuming;
    await channel.deleteQueue('bodies');
    await publisher.restoreTopology();
    const using = bodies.use(record as never, (content) => Promise.resolve(content));
    await expect(using).rejects.toMatchObject({ code: 'excerpt_only' });
  });

  it('is recorded with its excerpt while the stream for the bytes takes nothing', async () => {
    const { publisher } = harness.consuming;
    const { bodies: stream } = twoQueues({}).deadLetters;
    const sendPatiently = publisher.sendPatiently.bind(publisher);
    jest
      .spyOn(publisher, 'sendPatiently')
      .mockImplementation((message) =>
        message.routingKey === stream.queue
          ? Promise.resolve({ kind: 'unroutable' })
          : sendPatiently(message),
      );
    for (let n = 0; n < 120; n += 1) await send(Buffer.alloc(250_000, 0xff));
    const records = await harness.untilRecorded(120);
    expect(records.every(({ excerpt }) => excerpt?.bytes === 250_000)).toBe(true);
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it.each([
    ['refuses', { kind: 'refused', reason: '403', isForbidden: true }],
    ['does not let it publish to', { kind: 'unknown', reason: '403', isForbidden: true }],
  ] as const)('is recorded with its excerpt when the broker %s the stream', async (_, outcome) => {
    const { publisher } = harness.consuming;
    const { bodies: stream } = twoQueues({}).deadLetters;
    const sendPatiently = publisher.sendPatiently.bind(publisher);
    const tried = jest
      .spyOn(publisher, 'sendPatiently')
      .mockImplementation((message) =>
        message.routingKey === stream.queue ? Promise.resolve(outcome) : sendPatiently(message),
      );
    await send(Buffer.alloc(250_000, 0xff));
    const [record] = await harness.untilRecorded(1);
    expect(record).toMatchObject({ body: '', excerpt: { bytes: 250_000 } });
    const pieces = tried.mock.calls.filter(([{ routingKey }]) => routingKey === stream.queue);
    expect(pieces).toHaveLength(5);
    expect(harness.consuming.readiness.report().ready).toBe(true);
    expect(await harness.recordedAgain()).toEqual([]);
  });

  it('does not hold up what is not large', async () => {
    const seen: string[] = [];
    harness.consuming.handle.mockImplementation(({ id }) => void seen.push(id));
    await send(Buffer.alloc(400_000, 'x'));
    await send(Buffer.from('{"id":"small","tipo":"T","payload":{}}'));
    await waitFor('the small one', () => seen.includes('small'));
    await harness.untilRecorded(1);
    expect(harness.consuming.readiness.report().ready).toBe(true);
  });
});
