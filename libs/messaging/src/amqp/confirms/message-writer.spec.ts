import { EventEmitter } from 'node:events';
import type { ConfirmChannel } from 'amqplib';
import { MessageWriter } from './message-writer';
import type { OutgoingMessage } from '../../messages/outgoing-message';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function message(text: string): OutgoingMessage {
  const properties = { messageId: 'm' };
  return { exchange: '', routingKey: 'q', body: Buffer.from(text), properties };
}

/** As much of amqplib's channel as a writer uses. */
class FakeChannel {
  readonly ch = 1;
  readonly sent: Buffer[] = [];
  readonly stream = Object.assign(new EventEmitter(), { writableNeedDrain: false });
  /** As amqplib's, it has its methods by its class. */
  readonly connection = Object.assign(
    Object.create({
      sendBytes: (bytes: Buffer): void => void this.sent.push(bytes),
      sendMessage: (): boolean => true,
    }) as object,
    { frameMax: 131_072, stream: this.stream },
  );
  expected = 0;

  pushConfirmCallback(): void {
    this.expected += 1;
  }

  sendMessage(): boolean {
    throw new Error('not to be used');
  }

  /** As amqplib closes one. */
  close(): void {
    this.sendMessage = () => {
      throw new Error('Channel closed');
    };
  }

  /** How many messages each write had, by their method frames. */
  get writes(): number[] {
    return this.sent.map((bytes) => bytes.toString('latin1').split('\x00\x3c\x00\x28').length - 1);
  }
}

describe('writing messages on a channel', () => {
  let channel: FakeChannel;
  let writer: MessageWriter;

  beforeEach(() => {
    channel = new FakeChannel();
    writer = new MessageWriter(channel as unknown as ConfirmChannel);
  });

  it('makes one write of what a turn brings, and one of the next', async () => {
    writer.write(message('a'));
    await Promise.resolve();
    writer.write(message('b'));
    expect(channel.sent).toEqual([]);
    await turn();
    writer.write(message('c'));
    await turn();
    await turn();
    expect(channel.writes).toEqual([2, 1]);
    expect(channel.expected).toBe(3);
  });

  it('does not wait for the end of the turn with what is worth a write', async () => {
    const large = 'x'.repeat(6_000);
    for (const text of [large, large, large, 'last']) writer.write(message(text));
    expect(channel.writes).toEqual([3]);
    await turn();
    expect(channel.writes).toEqual([3, 1]);
  });

  it('gives out bytes that no later message changes', async () => {
    writer.write(message('first'));
    await turn();
    const [first] = channel.sent;
    const before = Buffer.from(first ?? []);
    writer.write(message('second'));
    await turn();
    expect(before.includes('first')).toBe(true);
    expect(first).toEqual(before);
  });

  it('refuses as amqplib does once the channel is closed, and sends nothing on it', async () => {
    writer.write(message('before'));
    channel.close();
    expect(() => writer.write(message('after'))).toThrow('Channel closed');
    await turn();
    expect(channel.sent).toEqual([]);
    expect(channel.expected).toBe(1);
  });

  it('says so when amqplib is built differently', () => {
    Object.assign(channel.connection, { sendBytes: undefined });
    expect(() => new MessageWriter(channel as unknown as ConfirmChannel)).toThrow(
      'built differently',
    );
  });

  it('is closed from the beginning on a channel that was closed before', async () => {
    channel.close();
    const late = new MessageWriter(channel as unknown as ConfirmChannel);
    expect(() => late.write(message('a'))).toThrow('Channel closed');
    await turn();
    expect(channel.sent).toEqual([]);
  });

  it('waits while the socket is full, so that amqplib has its turn, and writes all at once then', async () => {
    channel.stream.writableNeedDrain = true;
    writer.write(message('x'.repeat(20_000)));
    writer.write(message('b'));
    await turn();
    writer.write(message('c'));
    await turn();
    expect(channel.sent).toEqual([]);
    expect(channel.stream.listenerCount('drain')).toBe(1);
    channel.stream.writableNeedDrain = false;
    channel.stream.emit('drain');
    expect(channel.writes).toEqual([3]);
  });

  it('expects no answer to what cannot be carried', async () => {
    const tooLong = { ...message('a'), routingKey: 'k'.repeat(256) };
    expect(() => writer.write(tooLong)).toThrow(RangeError);
    writer.write(message('b'));
    await turn();
    expect(channel.writes).toEqual([1]);
    expect(channel.expected).toBe(1);
  });
});
