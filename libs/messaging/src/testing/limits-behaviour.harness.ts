import { connect, type Channel, type ChannelModel, type GetMessage, type Options } from 'amqplib';
import type { ShopUnderTest } from './shop-under-test.harness';
import { exchanges, MAX_MESSAGE_BYTES } from './shop.harness';

const EACH = ['1', '2', '3'];

/** What becomes of a declaration that differs, and of a message for which a queue has no room. */
export function describeLimits(shop: ShopUnderTest): void {
  let client: ChannelModel;
  let count = 0;

  beforeAll(async () => {
    client = await connect(shop.broker.url);
    client.on('error', () => undefined);
  });
  afterAll(() => client.close());

  const quorum: Options.AssertQueue = { arguments: { 'x-queue-type': 'quorum' } };
  const three: Options.AssertQueue = { maxLength: 3 };
  it.each<[string, Options.AssertQueue, Options.AssertQueue]>([
    ['type', quorum, {}],
    ['greatest length', three, { maxLength: 4 }],
    ['overflow', { ...three, overflow: 'reject-publish' }, three],
    ['dead-letter exchange', { deadLetterExchange: 'a' }, { deadLetterExchange: 'b' }],
    ['durability', { durable: true }, { durable: false }],
  ])('refuses to declare a queue again with another %s', async (_, declared, other) => {
    const name = newName();
    const channel = await client.createChannel();
    await channel.assertQueue(name, declared);
    await channel.assertQueue(name, declared);
    expect(await refusalOf((each) => each.assertQueue(name, other))).toMatchObject({
      code: 406,
      message: expect.stringMatching(
        new RegExp(`inequivalent arg '[a-z-]+' for queue '${name}' .*: received .* but current is`),
      ) as unknown,
    });
    await channel.assertQueue(name, declared);
  });

  it.each([
    ['type', { type: 'topic', options: {} }],
    ['durability', { type: 'direct', options: { durable: false } }],
  ])('refuses to declare an exchange again with another %s', async (_, { type, options }) => {
    const name = newName();
    const channel = await client.createChannel();
    await channel.assertExchange(name, 'direct');
    const refusal = await refusalOf((each) => each.assertExchange(name, type, options));
    expect(refusal).toMatchObject({ code: 406 });
    await channel.assertExchange(name, 'direct');
  });

  it.each<[string, Options.AssertQueue, { kept: string[]; dropped: string[]; acks: string[] }]>([
    ['drops its oldest messages', {}, { kept: ['2', '3'], dropped: ['1'], acks: EACH }],
    [
      'refuses more, where it is declared so',
      { overflow: 'reject-publish' },
      { kept: ['1', '2'], dropped: [], acks: ['1', '2'] },
    ],
  ])('a full queue %s, by count and by bytes', async (_, overflow, expected) => {
    for (const limit of [{ maxLength: 2 }, { arguments: { 'x-max-length-bytes': 2 } }]) {
      const [name, dead] = [newName(), newName()];
      const channel = await client.createConfirmChannel();
      await channel.assertQueue(dead);
      const next = { deadLetterExchange: '', deadLetterRoutingKey: dead };
      await channel.assertQueue(name, { ...limit, ...overflow, ...next });
      const acks: string[] = [];
      for (const each of EACH) {
        await new Promise<void>((resolve) => {
          channel.sendToQueue(name, Buffer.from(each), {}, (refused: unknown) => {
            if (refused === null) acks.push(each);
            resolve();
          });
        });
      }
      const dropped = await drain(dead, expected.dropped.length);
      expect({ kept: await drain(name, expected.kept.length), dropped, acks }).toEqual(expected);
      await channel.close();
    }
  });

  it('keeps a dead letter whose queue is full, and hands it on when there is room', async () => {
    const [source, full] = [newName(), newName()];
    const channel = await client.createConfirmChannel();
    await channel.assertQueue(full, { maxLength: 1, overflow: 'reject-publish' });
    await channel.assertQueue(source, {
      ...{ deadLetterExchange: '', deadLetterRoutingKey: full, overflow: 'reject-publish' },
      arguments: { 'x-queue-type': 'quorum', 'x-dead-letter-strategy': 'at-least-once' },
    });
    channel.sendToQueue(full, Buffer.from('first'));
    channel.sendToQueue(source, Buffer.from('second'), { expiration: 10 });
    await channel.waitForConfirms();
    await shop.broker.pass('10ms');
    const first = (await channel.get(full, { noAck: true })) as GetMessage;
    expect(first.content.toString()).toBe('first');
    await shop.broker.pass('10s');
    expect(await drain(full, 1)).toEqual(['second']);
    await channel.close();
  });

  it('sends a dead letter once to each of its queues, though one of them stays full', async () => {
    const [source, fanout, full, free] = [newName(), newName(), newName(), newName()];
    const channel = await client.createConfirmChannel();
    await channel.assertExchange(fanout, 'fanout');
    await channel.assertQueue(full, { maxLength: 1, overflow: 'reject-publish' });
    await channel.assertQueue(free);
    for (const each of [full, free]) await channel.bindQueue(each, fanout, '');
    await channel.assertQueue(source, {
      ...{ deadLetterExchange: fanout, overflow: 'reject-publish' },
      arguments: { 'x-queue-type': 'quorum', 'x-dead-letter-strategy': 'at-least-once' },
    });
    channel.sendToQueue(full, Buffer.from('first'));
    channel.sendToQueue(source, Buffer.from('second'), { expiration: 10 });
    await channel.waitForConfirms();
    for (let tries = 1; tries <= 2; tries += 1) await shop.broker.pass('10s');
    await channel.get(full, { noAck: true });
    await shop.broker.pass('10s');
    expect([await drain(full, 1), await drain(free, 1)]).toEqual([['second'], ['second']]);
    await channel.close();
  });

  it('keeps an exclusive queue from other connections, and takes publishes to it', async () => {
    const name = newName();
    const owner = await connect(shop.broker.url);
    const own = await owner.createConfirmChannel();
    await own.assertQueue(name, { exclusive: true, durable: false });
    for (const use of [
      (each: Channel) => each.checkQueue(name),
      (each: Channel) => each.assertQueue(name, { exclusive: true, durable: false }),
      (each: Channel) => each.consume(name, () => undefined),
      (each: Channel) => each.get(name),
      (each: Channel) => each.deleteQueue(name),
    ]) {
      expect(await refusalOf(use)).toMatchObject({
        code: 405,
        message: expect.stringContaining(`access to locked queue '${name}'`) as unknown,
      });
    }
    const other = await client.createConfirmChannel();
    other.sendToQueue(name, Buffer.from('taken'));
    await other.waitForConfirms();
    expect(await own.get(name, { noAck: true })).toMatchObject({ content: Buffer.from('taken') });
    await owner.close();
    await other.assertQueue(name, { exclusive: true, durable: false });
    await other.close();
  });

  it('refuses what is larger than the application allows', async () => {
    const note = 'x'.repeat(MAX_MESSAGE_BYTES);
    const large = { ...shop.event(), payload: { total: 1, note } };
    const sent = shop.publisher.publish(exchanges.shop, 'order.eu.placed', large);
    await expect(sent).rejects.toMatchObject({ code: 'too_large' });
  });

  function newName(): string {
    count += 1;
    return `of-limits-${count}`;
  }

  async function refusalOf(declare: (channel: Channel) => Promise<unknown>): Promise<unknown> {
    const channel = await client.createChannel();
    channel.on('error', () => undefined);
    return declare(channel).catch((error: unknown) => error);
  }

  /** All that is in a queue, once it has at least that number. */
  async function drain(name: string, number: number): Promise<string[]> {
    const channel = await client.createChannel();
    const contents: string[] = [];
    const look = async (): Promise<boolean> => {
      for (;;) {
        const message = await channel.get(name, { noAck: true });
        if (!message) return contents.length >= number;
        contents.push(message.content.toString());
      }
    };
    await shop.broker.until(`${number} messages in ${name}`, look);
    await channel.close();
    return contents;
  }
}
