import { gzipSync } from 'node:zlib';
import { headers as names } from '@warren/model';
import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { twoQueues } from '../consuming/two-queues.harness';
import type { JournalRecord } from '../messages/journal-record';
import { JournalHarness, processed } from './stream-journal.harness';
import { writeRecord } from '../records/write-record';

interface Entry {
  readonly body: string | Buffer;
  readonly headers?: Record<string, unknown>;
  readonly contentEncoding?: string;
}

const { queue } = twoQueues({}).journal;
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const good = (id: string): string => writeRecord(processed(id)).json;
const acted = { deadLetterId: 'd', messageId: 'm', queue: 'first', at: '2026-01-02T00:00:00Z' };

/** What any client may write there; the readable ones among them are `good-1` to `good-4`. */
const ENTRIES: readonly Entry[] = [
  { body: good('good-1') },
  { body: '' },
  // No record is compressed: what says so is not decoded.
  { body: gzipSync(good('compressed')), contentEncoding: 'gzip' },
  { body: Buffer.from([0xff, 0x00, 0xfe]) },
  { body: deep(100_000) },
  { body: `{"v":1,"kind":"processed","event":{"payload":{"a":${deep(100_000)}}}}` },
  { body: JSON.stringify({ v: 1, kind: 'discarded', ...acted, by: 'x', reason: 'y', at: {} }) },
  { body: `${good('good-2')}\nrubbish\n${good('good-3')}`, headers: { [names.records]: 'three' } },
  { body: good('no-place').replace('{', '['), headers: { 'x-stream-offset': 'nowhere' } },
  { body: good('good-4'), headers: { 'x-stream-offset': -1, [names.records]: { a: [{}] } } },
];

async function poison(url: string, entries = ENTRIES): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  for (const { body, ...properties } of entries) {
    channel.sendToQueue(queue, Buffer.from(body as string), properties);
  }
  await channel.waitForConfirms();
  await connection.close();
}

describe('a stream that anybody has written to', () => {
  let vhost: Vhost;
  const harnesses: JournalHarness[] = [];

  async function start(): Promise<JournalHarness> {
    const brittle = (record: JournalRecord): void => {
      if ('delivery' in record && record.delivery.messageId === 'good-2') throw new Error('no');
    };
    const harness = await JournalHarness.start(vhost.url, { projection: { apply: brittle } });
    harnesses.push(harness);
    await harness.ready();
    return harness;
  }

  const goodIds = (harness: JournalHarness): string[] =>
    harness.ids.filter((id) => id.startsWith('good-'));

  const detail = (harness: JournalHarness): string =>
    harness.readiness.report().checks['journal']?.detail ?? '';

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await Promise.all(harnesses.splice(0).map((each) => each.stop()));
    await vhost.remove();
  });

  it('costs a process that follows it, one that starts and one reading only what cannot be read (I15) (row 45)', async () => {
    const running = await start();
    await poison(vhost.url);
    await running.appendAll(['after']);
    await waitFor('the last record', () => running.ids.includes('after'));
    const started = await start();
    await waitFor('the last record', () => started.ids.includes('after'));
    const expected = ['good-1', 'good-2', 'good-3', 'good-4'];
    for (const harness of [running, started]) {
      expect(goodIds(harness)).toEqual(expected);
      expect(harness.journal.has('first', 'good-4')).toBe(true);
      // Green, and it says what it has skipped and where that stands.
      expect(harness.readiness.report().ready).toBe(true);
      expect(detail(harness)).toMatch(
        /^followed; 8 skipped, unreadable: the newest at (offset \d+ \(entry \d+\)(, )?){5}; 1 skipped, not applied to Object: at offset \d+ \(entry \d+\)$/,
      );
    }
    const read: string[] = [];
    const keep = (record: JournalRecord): void => {
      if (record.kind === 'processed') read.push(record.delivery.messageId);
    };
    let unreadable = 0;
    const count = (more: number): number => (unreadable += more);
    await started.journal.read('first', keep, new AbortController().signal, count);
    expect(read).toEqual([...expected, 'after']);
    expect(unreadable).toBe(8);
  });

  it('passes over what it does not know', async () => {
    const harness = await start();
    const bodies = ['rubbish', '{"v":2,"kind":"processed"}', '[]', '{"v":1,"kind":"failed"}'];
    const entries = bodies.map((body) => ({ body }));
    await poison(vhost.url, entries);
    await harness.journal.append(processed('m1'));
    await waitFor('the record', () => harness.seen.length === 1);
    expect(harness.ids).toEqual(['m1']);
    expect(harness.readiness.report().ready).toBe(true);
  });
});
