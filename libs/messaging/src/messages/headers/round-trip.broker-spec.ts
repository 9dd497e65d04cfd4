import { headers as names } from '@warren/model';
import {
  publishRaw,
  rawField,
  rawList,
  rawProperties,
  rawTable,
  rawText,
  rawValue,
  waitFor,
  type RawProperties,
} from '@warren/testing';
import { connect, type ChannelModel, type ConsumeMessage } from 'amqplib';
import { guardProperties, receivedBytes } from '../../wire/guard-properties';
import { event } from '../../consuming/consuming.harness';
import { DeliveryProcessor } from '../../consuming/deliveries/delivery-processor';
import { PermanentError } from '../handler-errors';
import { direct, twoQueues } from '../../consuming/two-queues.harness';
import { DeadLettersHarness } from '../../dead-letters/dead-letters.broker.harness';
import { Claims } from '../../journal/claims';
import { order, replayTopology, runToEnd } from '../../replay/replay.harness';
import { Replayer } from '../../replay/replayer';
import { ReplaySender } from '../../replay/replay-sender';
import { ScheduleRelay } from '../../schedule/schedule-relay';
import { otherProperties, publisherFields } from './any-header.harness';

const of = (hex: string): Buffer => Buffer.from(hex, 'hex');
const TABLE = rawValue(
  'F',
  rawTable([
    rawField('host', rawText('h1')),
    rawField('n', rawValue('I', of('00000001'))),
    rawField('!', rawText('long')),
    rawField(
      'inner',
      rawValue('F', rawTable([rawField('at', rawValue('T', of('00000000ffffffff')))])),
    ),
  ]),
);

/** A value of every type that RabbitMQ takes in a header; the sender wrote them so on purpose. */
const VALUES: Readonly<Record<string, Buffer>> = {
  text: rawText('ñandú'),
  'text that is no UTF-8': rawValue('S', of('fffe00'), true),
  'empty text': rawText(''),
  true: rawValue('t', of('01')),
  false: rawValue('t', of('00')),
  byte: rawValue('b', of('80')),
  'unsigned byte': rawValue('B', of('ff')),
  short: rawValue('s', of('0005')),
  'unsigned short': rawValue('u', of('ffff')),
  int: rawValue('I', of('00000005')),
  'unsigned int': rawValue('i', of('ffffffff')),
  long: rawValue('l', of('0000000000000005')),
  'long beyond doubles': rawValue('l', of('0020000000000001')),
  'least long': rawValue('l', of('8000000000000000')),
  float: rawValue('f', of('3dcccccd')),
  double: rawValue('d', of('3fb999999999999a')),
  'whole double': rawValue('d', of('4014000000000000')),
  'zero below': rawValue('d', of('8000000000000000')),
  decimal: rawValue('D', of('0200003039')),
  'negative decimal': rawValue('D', of('01ffffff88')),
  time: rawValue('T', of('000000006553f100')),
  'time beyond all': rawValue('T', of('ffffffffffffffff')),
  bytes: rawValue('x', of('00ff10'), true),
  nothing: rawValue('V'),
  list: rawList([rawText('a'), rawValue('l', of('0020000000000001')), TABLE, rawList([])]),
  table: TABLE,
  'x-request-id': rawText('r-1'),
  'X-B3-TraceId': rawText('80f198ee56343ba8'),
  'X-Tenant': rawValue('I', of('00000007')),
  Bcc: rawText('no copy'),
};
/** RabbitMQ itself makes a signed number of it where it writes the headers of a message again. */
const UNSIGNED_LONG = rawValue('L', of('0020000000000001'));

const PROPERTIES = {
  contentType: 'application/vnd.case+json; charset=utf-8',
  contentEncoding: 'identity',
  priority: 7,
  correlationId: 'c-1',
  replyTo: 'somewhere',
  messageId: 'm1',
  timestamp: 1_790_000_000_123n,
  type: 'order.v2',
  appId: 'a foreign client',
};

describe('what a foreign client says around its message', () => {
  let harness: DeadLettersHarness;
  let tap: ChannelModel;
  let sent: RawProperties;
  const arrived: ConsumeMessage[] = [];
  const processing = jest.spyOn(DeliveryProcessor.prototype, 'process');

  beforeEach(async () => {
    // A priority queue: its retries keep the priority too.
    harness = await DeadLettersHarness.start({ maxPriority: 9 });
    arrived.length = 0;
    processing.mockClear();
    tap = await connect(harness.consuming.vhost.url);
    guardProperties(tap.connection);
    const channel = await tap.createChannel();
    const { queue } = await channel.assertQueue('', { exclusive: true });
    // What is dead-lettered, and what the schedule publishes.
    await channel.bindQueue(queue, 'dead', '');
    await channel.bindQueue(queue, direct.name, 'tap');
    await channel.consume(queue, (message) => void arrived.push(message!), { noAck: true });
  });

  afterEach(async () => {
    await tap.close();
    await harness.stop();
  });

  const until = (of: () => readonly ConsumeMessage[], count: number): Promise<ConsumeMessage> =>
    waitFor(`${count} copies`, () => of()[count - 1]);
  const untilArrived = (count: number): Promise<ConsumeMessage> => until(() => arrived, count);
  /** What came to a queue after the first delivery. */
  const untilReturned = (count: number): Promise<ConsumeMessage> =>
    until(() => processing.mock.calls.slice(1).map(([message]) => message), count);

  async function publish(routingKey: string, more: readonly Buffer[] = []): Promise<void> {
    const { channel, vhost } = harness.consuming;
    // RabbitMQ accepts no other user than that of the connection.
    const userId = new URL(vhost.url).username;
    const fields = Object.entries(VALUES).map(([name, value]) => rawField(name, value));
    const headers = [...fields, rawField('unsigned long', UNSIGNED_LONG), ...more];
    const given = { ...sent, headers, expiration: '60000', userId };
    const properties = rawProperties(given);
    publishRaw(channel, { routingKey, properties, body: Buffer.from(event('e1')) });
    await channel.waitForConfirms();
  }

  function expectUnchanged({ properties }: ConsumeMessage, changes: RawProperties = {}): void {
    const section = receivedBytes(properties) as Buffer;
    const { 'unsigned long': number, ...others } = publisherFields(section);
    expect(others).toEqual(VALUES);
    expect(number?.subarray(1)).toEqual(UNSIGNED_LONG.subarray(1));
    const unchanged = rawProperties({ ...sent, ...changes, persistent: true });
    expect(otherProperties(section)).toEqual(unchanged);
  }

  it.each([
    ['milliseconds', PROPERTIES.timestamp],
    ['nanoseconds', 1_790_000_000_123_456_789n],
    ['no unit', 2n ** 64n - 1n],
  ])('arrives byte for byte in every copy, with a timestamp in %s', async (_, timestamp) => {
    sent = { ...PROPERTIES, timestamp };
    const { handle, journal, publisher } = harness.consuming;
    for (const error of [new Error('busy'), new Error('busy'), new PermanentError('broken')]) {
      handle.mockImplementationOnce(() => Promise.reject(error));
    }
    await publish('first');
    expectUnchanged(await untilReturned(1));
    expectUnchanged(await untilReturned(2));
    expectUnchanged(await untilArrived(1));
    await harness.untilRecorded(1);
    await harness.actions.redrive({});
    expectUnchanged(await untilReturned(3));
    await waitFor('it to be processed', () => journal.idsOf('first').length === 1);

    const declared = replayTopology();
    const claims = new Claims(journal, 'replay');
    journal.follow(claims);
    const sender = new ReplaySender(publisher);
    const replayer = new Replayer(journal, sender, declared, claims);
    const again = order({ queues: ['first'], force: true });
    await runToEnd(replayer.replay(again, new AbortController().signal));
    const replayed = await untilReturned(4);
    // Its event is written again, it asks for no answer, and it is another message.
    const messageId = replayed.properties.messageId as string;
    expectUnchanged(replayed, { contentEncoding: undefined, replyTo: undefined, messageId });
  });

  it('arrives byte for byte when it was published for later', async () => {
    sent = { ...PROPERTIES, timestamp: 1_790_000_000_123_456_789n };
    const { consuming } = harness;
    const now = Date.now();
    const clock = { now: () => Date.now(), untilTried: () => Promise.resolve() };
    const relay = new ScheduleRelay(consuming.publisher, twoQueues({}), clock);
    consuming.handleSecond.mockImplementation((each, delivery) => relay.relay(each, delivery));
    const due = Buffer.alloc(8);
    due.writeBigInt64BE(BigInt(now + 300));
    await publish('second', [
      rawField(names.deliverAt, rawValue('l', due)),
      rawField(names.exchange, rawText(direct.name)),
      rawField(names.routingKey, rawText('tap')),
    ]);
    // It waits in the delay stages first, and returns from there.
    const waited = await untilReturned(1);
    expect(waited.fields).toMatchObject({ exchange: '', routingKey: 'second' });
    const relayed = await untilArrived(1);
    expect(relayed.fields.exchange).toBe(direct.name);
    expectUnchanged(relayed, { contentEncoding: undefined, priority: undefined });
  });
});
