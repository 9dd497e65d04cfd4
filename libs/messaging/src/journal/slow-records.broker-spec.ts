import { headers as names } from '@warren/model';
import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { twoQueues } from '../consuming/two-queues.harness';
import { JournalHarness, processed } from './stream-journal.harness';
import { writeRecord } from '../records/write-record';

const { queue } = twoQueues({}).journal;
const [ENTRIES, RECORDS] = [4, 1_000];

/** As a view that has much to do for each record. */
function busy(): void {
  for (const end = performance.now() + 1; performance.now() < end;);
}

describe('records that cost much time', () => {
  let vhost: Vhost;
  let harness: JournalHarness | undefined;

  beforeEach(async () => {
    vhost = await createVhost();
  });

  afterEach(async () => {
    await harness?.stop();
    await vhost.remove();
  });

  it('are read in their order, and others have turns in between (I15)', async () => {
    let turn = 0;
    const turns: number[] = [];
    const apply = (): void => {
      busy();
      turns.push(turn);
    };
    harness = await JournalHarness.start(vhost.url, { projection: { apply } });
    await harness.ready();
    let clock = setImmediate(function next() {
      turn += 1;
      clock = setImmediate(next);
    });
    const connection = await connect(vhost.url);
    const channel = await connection.createConfirmChannel();
    const ids = Array.from({ length: ENTRIES * RECORDS }, (_, number) => `m${number}`);
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      const some = ids.slice(entry * RECORDS, (entry + 1) * RECORDS);
      const body = some.map((id) => writeRecord(processed(id)).json).join('\n');
      channel.sendToQueue(queue, Buffer.from(body), { headers: { [names.records]: RECORDS } });
    }
    await channel.waitForConfirms();
    await connection.close();
    await waitFor('all of them', () => harness?.seen.length === ids.length);
    clearImmediate(clock);
    expect(harness.ids).toEqual(ids);
    // Without turns in between, nothing else could run in the second that each entry takes.
    const read = turns.slice(-ids.length);
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      const [first, last] = [entry * RECORDS, (entry + 1) * RECORDS - 1];
      expect(read[last]).toBeGreaterThan(read[first] ?? Infinity);
    }
  });
});
