import { EventEmitter } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { waitFor } from '@warren/testing';
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import { openConnection } from '../../amqp/connection/open-connection';
import { MessagingConfig } from '../../amqp/connection/messaging.config';
import type { Reading } from './reading';
import { StreamReader } from './stream-reader';

jest.mock('../../amqp/connection/open-connection', () => ({ openConnection: jest.fn() }));

type Consume = (
  queue: string,
  receive: (message: ConsumeMessage) => void,
  options: { arguments: { 'x-stream-offset': number | 'first' } },
) => Promise<void>;

const LAST = 9;

/** A stream of ten entries on a broker that closes the connection at some of them. */
class Broker {
  connections = 0;
  bad: readonly number[] = [];
  /** Of the connection at a bad entry. */
  fault = Object.assign(new Error('INTERNAL_ERROR'), { code: 541 });
  /** Whether it agrees before it sends; otherwise it closes the connection at the request. */
  isGranting = true;

  connect(): ChannelModel {
    this.connections += 1;
    const connection = new EventEmitter();
    let prefetch = 0;
    const send: Consume = async (_, receive, options) => {
      const from = options.arguments['x-stream-offset'];
      const begin = from === 'first' ? 0 : from;
      const end = Math.min(LAST + 1, begin + prefetch);
      for (let offset = begin; offset < end; offset += 1) {
        if (this.bad.includes(offset)) {
          connection.emit('error', this.fault);
          connection.emit('close');
          return;
        }
        receive({
          content: Buffer.from('good'),
          properties: { headers: { 'x-stream-offset': offset } },
        } as unknown as ConsumeMessage);
        await setImmediate();
      }
    };
    const consume: Consume = async (...request) => {
      if (!this.isGranting) await send(...request).then(() => Promise.reject(this.fault));
      else void setImmediate().then(() => send(...request));
    };
    const channel = Object.assign(new EventEmitter(), {
      prefetch: (count: number) => Promise.resolve(void (prefetch = count)),
      consume,
      ack: () => undefined,
    });
    return Object.assign(connection, {
      createChannel: () => Promise.resolve(channel),
      close: () => Promise.resolve(void connection.emit('close')),
    }) as unknown as ChannelModel;
  }
}

describe('reading a stream with entries that the broker cannot hand over', () => {
  let broker: Broker;
  let reader: StreamReader;
  let given: [number, string][];
  const restore = jest.fn(() => Promise.resolve());
  const onAgain = jest.fn();
  const onFailed = jest.fn();

  beforeEach(() => {
    jest.clearAllMocks();
    broker = new Broker();
    given = [];
    jest.mocked(openConnection).mockImplementation(() => Promise.resolve(broker.connect()));
  });

  afterEach(() => reader.close());

  function read(
    onEntry?: (body: Buffer, offset: number) => void,
    end: Pick<Reading, 'last' | 'findTailOffset'> = { last: LAST },
  ): void {
    reader = new StreamReader(new MessagingConfig(), {
      ...{ queue: 's', from: 'first', restore, onAgain, onFailed, ...end },
      onEntry: onEntry ?? ((body, offset) => void given.push([offset, body.toString()])),
    });
    reader.start();
  }

  it.each([[[0]], [[4, 5]], [[0, 2, 9]]])(
    'gives each entry once and in order, and those as unreadable: %p',
    async (bad) => {
      broker.bad = bad;
      read();
      await waitFor('the last entry', () => reader.position === LAST + 1 && given.length > LAST);
      expect(reader.awayMs).toBe(0);
      expect(given).toEqual(
        Array.from({ length: LAST + 1 }, (_, n) => [n, bad.includes(n) ? '' : 'good']),
      );
      // The stream is the same: nothing has to be made sure of.
      expect([restore.mock.calls, onAgain.mock.calls]).toEqual([[], []]);
      expect(broker.connections).toBeLessThanOrEqual(2 * bad.length + 2);
    },
  );

  it.each<[string, (broker: Broker) => unknown]>([
    ['when the broker is stopped', ({ fault }) => (fault.code = 320)],
    ['when the broker does not grant the reading', (each) => (each.isGranting = false)],
  ])('passes over nothing %s', async (_, spoil) => {
    broker.bad = [3];
    spoil(broker);
    read();
    await waitFor('some attempts', () => broker.connections >= 4);
    await waitFor('the time without entries to be counted', () => reader.awayMs > 0);
    expect(reader.position ?? 0).toBeLessThanOrEqual(3);
    expect(given.map(([offset]) => offset)).not.toContain(3);
  });

  it('passes over nothing behind an end that it has just found', async () => {
    // A fault of another kind, at what was not written yet.
    broker.bad = [LAST];
    const findTailOffset = jest.fn(() => Promise.resolve(LAST));
    read(undefined, { last: 2, findTailOffset });
    await waitFor('some attempts', () => findTailOffset.mock.calls.length >= 1);
    await waitFor('another', () => broker.connections >= 5);
    expect(given.map(([offset]) => offset)).not.toContain(LAST);
  });

  it('takes a fault long after the consent for no proof', async () => {
    broker.bad = [3];
    const now = performance.now.bind(performance);
    let isLate = false;
    // Each look at the clock is ten seconds after the one before.
    let ahead = 0;
    jest
      .spyOn(performance, 'now')
      .mockImplementation(() => now() + (isLate ? (ahead += 10_000) : 0));
    isLate = true;
    try {
      read();
      await waitFor('some attempts', () => broker.connections >= 5);
      expect(given.map(([offset]) => offset)).toEqual([0, 1, 2]);
    } finally {
      jest.restoreAllMocks();
    }
  });

  it('ends where what takes the entries throws for such a one, as for any other', async () => {
    broker.bad = [1];
    const fault = new Error('no room');
    read((body) => {
      if (body.length === 0) throw fault;
    });
    await waitFor('the end', () => onFailed.mock.calls.length);
    expect(onFailed.mock.calls).toEqual([[fault]]);
  });
});
