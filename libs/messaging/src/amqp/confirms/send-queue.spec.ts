import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { SendQueue } from './send-queue';

/** Has a number of places, and wakes one waiter for each that becomes free. */
class FakeSender {
  readonly sent: string[] = [];
  waits = 0;
  private freed: (() => void)[] = [];

  constructor(public room: number) {}

  send({ properties }: OutgoingMessage): Promise<SendOutcome> {
    this.room -= 1;
    this.sent.push(properties.messageId);
    return Promise.resolve({ kind: 'confirmed' });
  }

  untilRoom(): Promise<void> | undefined {
    if (this.room > 0) return undefined;
    this.waits += 1;
    return new Promise((resolve) => this.freed.push(resolve));
  }

  free(places: number): void {
    this.room += places;
    for (const resolve of this.freed.splice(0)) resolve();
  }
}

function message(messageId: string): OutgoingMessage {
  return { exchange: '', routingKey: 'q', body: Buffer.from('{}'), properties: { messageId } };
}

describe('the line of messages that wait for room', () => {
  beforeEach(() => jest.useFakeTimers());

  afterEach(() => jest.useRealTimers());

  it('holds up nothing while there is room', async () => {
    const sender = new FakeSender(1);
    const sent = new SendQueue(sender, 1_000).send(message('a'));
    expect(sender.sent).toEqual(['a']);
    await expect(sent).resolves.toEqual({ kind: 'confirmed' });
  });

  it('sends as many as there is room for, the first to come first', async () => {
    const sender = new FakeSender(0);
    const line = new SendQueue(sender, 1_000);
    const all = ['a', 'b', 'c', 'd', 'e'].map((id) => line.send(message(id)));
    sender.free(2);
    await Promise.all(all.slice(0, 2));
    expect(sender.sent).toEqual(['a', 'b']);
    sender.free(3);
    await Promise.all(all);
    expect(sender.sent).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('lets no newcomer overtake when there is room again', async () => {
    const sender = new FakeSender(0);
    const line = new SendQueue(sender, 1_000);
    const first = line.send(message('first'));
    sender.free(1);
    const second = line.send(message('second'));
    await first;
    sender.free(1);
    await second;
    expect(sender.sent).toEqual(['first', 'second']);
  });

  it('wakes for each place that becomes free one, not all', async () => {
    const sender = new FakeSender(0);
    const line = new SendQueue(sender, 1_000);
    const all = Array.from({ length: 100 }, (_, n) => line.send(message(`m${n}`)));
    for (const each of all) {
      sender.free(1);
      await each;
    }
    expect(sender.waits).toBe(all.length);
  });

  it('refuses what found no room in time, and sends what comes after it', async () => {
    const sender = new FakeSender(0);
    const line = new SendQueue(sender, 1_000);
    const first = line.send(message('a'));
    jest.advanceTimersByTime(600);
    const second = line.send(message('b'));
    jest.advanceTimersByTime(400);
    await expect(first).resolves.toMatchObject({ kind: 'refused' });
    sender.free(1);
    await expect(second).resolves.toEqual({ kind: 'confirmed' });
    expect(sender.sent).toEqual(['b']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is of use again after all of it was refused', async () => {
    const sender = new FakeSender(0);
    const line = new SendQueue(sender, 1_000);
    const refused = line.send(message('a'));
    jest.advanceTimersByTime(1_000);
    await expect(refused).resolves.toMatchObject({ kind: 'refused' });
    const next = line.send(message('b'));
    sender.free(1);
    await expect(next).resolves.toEqual({ kind: 'confirmed' });
  });
});
