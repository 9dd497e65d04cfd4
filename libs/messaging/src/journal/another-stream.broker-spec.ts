import { createVhost, waitFor, type Vhost } from '@warren/testing';
import { connect } from 'amqplib';
import { idsFrom, JournalHarness } from './stream-journal.harness';

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
    // Work goes on: what is kept from now on is there for who starts.
    await harness.appendAll(['new']);
    const next = await JournalHarness.start(vhost.url);
    await next.ready();
    expect(next.ids).toEqual(['new']);
    await next.stop();
    await raw.close();
  });
});
