import { routes, topology } from '@warren/testing';
import type { ConfirmPublisher } from '../../amqp/confirms/confirm-publisher';
import type { OutgoingMessage, SendOutcome } from '../../messages/outgoing-message';
import { readEntry } from '../../records/entries';
import type { PublishedRecord } from '../../records/published-record';
import { Publisher } from '../publisher';
import { PublishReporter } from './publish-reporter';
import { countPublishes } from './publish-tally';

const SECOND = 1_000;
const event = { id: 'e', tipo: 'T', payload: { secret: 'never in a report' } };

describe('the report of publishes', () => {
  /** What becomes of the next publishes; then they are confirmed. */
  let outcomes: SendOutcome[];
  /** What becomes of each report. */
  let onReport: () => SendOutcome;
  let written: string[];
  let kept: PublishedRecord[];
  let publisher: Publisher;
  let reporter: PublishReporter;

  beforeEach(() => {
    jest.useFakeTimers();
    [outcomes, written, kept] = [[], [], []];
    onReport = () => ({ kind: 'confirmed' });
    const send = (): Promise<SendOutcome> =>
      Promise.resolve(outcomes.shift() ?? { kind: 'confirmed' });
    const sendPatiently = (message: OutgoingMessage): Promise<SendOutcome> => {
      const outcome = onReport();
      written.push(message.body.toString());
      const [record] = readEntry(message.body, {});
      if (outcome.kind === 'confirmed') kept.push(record as PublishedRecord);
      return Promise.resolve(outcome);
    };
    const whyUnavailable = (): undefined => undefined;
    const confirms = { send, sendPatiently, whyUnavailable } as unknown as ConfirmPublisher;
    publisher = new Publisher(confirms, topology);
    reporter = new PublishReporter(publisher, confirms, topology);
  });
  afterEach(() => jest.useRealTimers());

  const publish = async (count = 1, routingKey = 'orders.eu.created'): Promise<void> => {
    const options = { client: '10.0.0.1' };
    for (let done = 0; done < count; done += 1) {
      await publisher
        .publish(routes.topic.exchange, routingKey, event, options)
        .catch(() => undefined);
    }
  };
  const total = (): number => kept.reduce((sum, each) => sum + countPublishes(each), 0);
  const pass = (ms = SECOND): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  it('is one record a second while something is published, and none otherwise', async () => {
    await publish(3);
    await pass();
    await publish(2);
    await pass(10 * SECOND);
    expect(kept.map(countPublishes)).toEqual([3, 2]);
    expect(kept[0]?.confirmed).toHaveLength(3);
    expect(written.join()).not.toContain('secret');
  });

  it('names what failed with client, place, size and reason', async () => {
    outcomes = [
      { kind: 'unroutable' },
      { kind: 'refused', reason: 'too many' },
      { kind: 'unknown', reason: 'no answer' },
    ];
    await publish(4, 'no.such.key');
    reporter.refusedEarly({
      ...{ exchange: routes.topic.exchange, routingKey: 'k', reason: 'away', client: '10.0.0.2' },
    });
    await pass();
    const [report] = kept;
    const shown = report?.failures.map(({ bytes, client, code, outcome, routingKey }) => [
      ...[outcome, code, routingKey, client, bytes],
    ]);
    const size = Buffer.byteLength(JSON.stringify(event));
    expect(shown).toEqual([
      ['unroutable', 'unroutable', 'no.such.key', '10.0.0.1', size],
      ['refused', 'refused', 'no.such.key', '10.0.0.1', size],
      ['unknown', 'outcome_unknown', 'no.such.key', '10.0.0.1', size],
      ['refused', 'refused', 'k', '10.0.0.2', undefined],
    ]);
    const { name } = routes.topic.exchange;
    const counts = { confirmed: 1, unroutable: 1, refused: 2, unknown: 1 };
    expect(report?.counts).toEqual([{ exchange: name, pattern: '(no binding)', ...counts }]);
  });

  it('counts all and names the first, and is below 256 KiB, with any keys', async () => {
    const { exchange } = routes.topic;
    for (let n = 0; n < 3_000; n += 1) {
      const routingKey = `${'ñ'.repeat(200)}${n}`;
      reporter.refusedEarly({ exchange, routingKey, reason: 'ñ'.repeat(9_000) });
    }
    await publish(500);
    await pass();
    expect([kept[0]?.failures.length, kept[0]?.confirmed.length]).toEqual([50, 100]);
    expect(total()).toBe(3_500);
    expect(kept[0]?.counts).toHaveLength(2);
    expect(Buffer.byteLength(written[0] ?? '')).toBeLessThan(262_144);
  });

  it('that is not confirmed is written again as it was, before the next', async () => {
    onReport = () => ({ kind: 'unknown', reason: 'no answer' });
    await publish(3);
    await pass();
    await publish(2);
    await pass();
    expect(new Set(written)).toHaveProperty('size', 1);
    onReport = () => ({ kind: 'confirmed' });
    await pass();
    expect(kept.map(countPublishes)).toEqual([3, 2]);
    expect(written.at(-2)).toBe(written[0]);
  });

  it('loses no count however long the broker is stopped', async () => {
    onReport = () => ({ kind: 'refused', reason: 'away' });
    for (let second = 0; second < 300; second += 1) {
      await publish(2);
      await pass();
    }
    onReport = () => ({ kind: 'confirmed' });
    await pass(2 * SECOND);
    expect(total()).toBe(600);
    expect(kept).toHaveLength(61);
  });

  it('says later how many publishes were in one that can never be written', async () => {
    onReport = () => {
      throw new Error('too large');
    };
    await publish(3);
    await pass();
    onReport = () => ({ kind: 'confirmed' });
    await publish(1);
    await pass();
    expect(kept).toMatchObject([{ unreported: 3 }]);
  });

  it('is written before the app stops', async () => {
    await publish(3);
    await reporter.beforeApplicationShutdown();
    expect(total()).toBe(3);
  });
});
