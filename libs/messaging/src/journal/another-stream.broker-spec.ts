import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { idsFrom, JournalHarness } from './stream-journal.harness';

/** How the journal finds the end of its stream, to be watched. */
interface FindsEnd {
  findTailOffset(): Promise<number>;
}

describe('a journal whose stream is deleted', () => {
  let vhost: Vhost;
  let harness: JournalHarness;

  beforeEach(async () => {
    vhost = await createVhost();
    harness = await JournalHarness.start(vhost.url);
    await harness.ready();
  });

  afterEach(async () => {
    await harness.stop();
    await vhost.remove();
  });

  it('declares it again, and says that what it shows is of the old one (I13)', async () => {
    await harness.appendAll(idsFrom('old', 200));
    await waitFor('all', () => harness.seen.length === 200);
    const raw = await connect(vhost.url);
    const channel = await raw.createChannel();
    await channel.deleteQueue('journal');
    await waitFor('it to be noticed', () => {
      const { journal } = harness.readiness.report().checks;
      return journal?.detail === 'the stream is another one: restart' && !journal.ok;
    });
    // Work continues: what is kept from now on is there for who starts.
    await harness.appendAll(['new']);
    const next = await JournalHarness.start(vhost.url);
    await next.ready();
    expect(next.ids).toEqual(['new']);
    await next.stop();
    await raw.close();
  });

  it('and not one whose connection was lost: that one continues, ready', async () => {
    await harness.appendAll(idsFrom('kept', 20));
    await waitFor('all', () => harness.seen.length === 20);
    const findTailOffset = jest.spyOn(harness.journal as unknown as FindsEnd, 'findTailOffset');
    harness.proxy.cut();
    // It looks whether the stream is the one it knew.
    await waitFor('it to look', () => findTailOffset.mock.results.length > 0);
    await (findTailOffset.mock.results[0]?.value as Promise<number>);
    await new Promise((resolve) => setImmediate(resolve));
    await harness.appendAll(['new']);
    await waitFor('what is new', () => harness.ids.at(-1) === 'new');
    expect(harness.readiness.report().checks['journal']).toEqual({ ok: true, detail: 'followed' });
  });
});
