import { waitFor } from '@warren/testing';
import { event } from '../../consuming/consuming.harness';
import { PermanentError } from '../../messages/handler-errors';
import { DeadLettersHarness } from '../dead-letters.broker.harness';
import { RedriverHarness } from './redriver.harness';

const COUNT = 200;
const ids = Array.from({ length: COUNT }, (_, index) => `m${index + 1}`);

/** The rows are those of the fault matrix in docs/message-loss.md. */
describe('redriving', () => {
  let harness: DeadLettersHarness;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start();
  });

  afterEach(() => harness.stop());

  /** Fails a number of events, so that they become dead letters; later ones are processed. */
  async function fail(failing: readonly string[]): Promise<void> {
    const { consuming } = harness;
    for (let n = 0; n < failing.length; n += 1) {
      consuming.handle.mockImplementationOnce(() => {
        throw new PermanentError('unknown_source');
      });
    }
    await consuming.publishAll(failing);
    await harness.untilRecorded(failing.length);
  }

  /** All of them were processed, each once. */
  async function expectProcessed(expected: readonly string[]): Promise<void> {
    const { journal } = harness.consuming;
    const done = await waitFor('all to be processed', () => {
      const processed = journal.idsOf('first');
      return new Set(processed).size >= expected.length ? processed : undefined;
    });
    expect([...done].sort()).toEqual([...expected].sort());
  }

  const stateCounts = async (): Promise<unknown> => {
    const count = async (state: 'open' | 'redriven'): Promise<number> =>
      (await harness.actions.letters.find({ state }, { limit: 1_000 })).items.length;
    return { open: await count('open'), redriven: await count('redriven') };
  };

  it('when the broker is lost on the way leaves open what was not confirmed; repeated, nothing is lost and nothing happens twice (row 37)', async () => {
    await fail(ids);
    const { consuming, actions } = harness;
    const send = consuming.publisher.send.bind(consuming.publisher);
    let sent = 0;
    jest.spyOn(consuming.publisher, 'send').mockImplementation((message) => {
      const outcome = send(message);
      sent += 1;
      if (sent === COUNT / 2) consuming.publisherProxy.cut();
      return outcome;
    });
    const { summary } = await actions.redrive({});
    const { failed = 0, redriven = 0 } = summary ?? {};
    expect(failed).toBeGreaterThan(0);
    expect(redriven + failed).toBe(COUNT);
    expect(await stateCounts()).toEqual({ open: failed, redriven });
    await consuming.ready();
    expect((await actions.redrive({})).summary).toMatchObject({ redriven: failed, failed: 0 });
    await expectProcessed(ids);
    expect(await stateCounts()).toEqual({ open: 0, redriven: COUNT });
  });

  it('of a message that is sent again under its id leaves open what fails, though it did the same before (I2)', async () => {
    const { actions, consuming } = harness;
    const failOnce = (): void => {
      consuming.handle.mockImplementationOnce(() => {
        throw new PermanentError('unknown_source');
      });
    };
    for (const recorded of [2, 4]) {
      failOnce();
      failOnce();
      await consuming.publishAll(['m1']);
      await harness.untilRecorded(recorded - 1);
      expect((await actions.redrive({})).summary).toMatchObject({ redriven: 1 });
      await harness.untilRecorded(recorded);
      expect(await stateCounts()).toMatchObject({ open: 1 });
      const order = { selection: { filter: {} }, by: 'ana', reason: 'no use' };
      await actions.discarder.discard(order, new AbortController().signal);
    }
    expect(new Set(harness.recorded.map(({ deadLetterId }) => deadLetterId)).size).toBe(4);
  });

  it('into a queue that is full leaves open what it did not take, to be repeated (row 37)', async () => {
    await fail(ids);
    const { consuming, actions } = harness;
    const { management } = consuming.vhost;
    await consuming.operations.pause('first');
    await management.setPolicy('small', '^first$', { 'max-length': 5 });
    // It is full when it refuses; before that the policy may not have reached it.
    await waitFor('it to be full', async () => {
      consuming.channel.sendToQueue('first', Buffer.from(event('filler')), { messageId: 'filler' });
      return consuming.channel.waitForConfirms().then(
        () => false,
        () => true,
      );
    });
    const { results, summary } = await actions.redrive({});
    const { failed = 0, redriven = 0 } = summary ?? {};
    expect(failed).toBeGreaterThan(0);
    expect(results.find(({ outcome }) => outcome === 'failed')?.error?.code).toBe('refused');
    expect(await stateCounts()).toEqual({ open: failed, redriven });
    await management.deletePolicy('small');
    await waitFor('all to be redriven', async () => {
      await actions.redrive({});
      return (await actions.letters.find({}, { limit: 1 })).items.length === 0;
    });
    await consuming.operations.resume('first');
    await expectProcessed([...ids, 'filler']);
  });

  it('a message that expires each time brings it back each time, never dropped as a cycle (row 38)', async () => {
    const { consuming, actions } = harness;
    await consuming.operations.pause('first');
    await consuming.vhost.management.setPolicy('ttl', '^first$', { 'message-ttl': 50 });
    await consuming.publish('both', event('1'), { messageId: 'm1', headers: { lang: 'es' } });
    for (let round = 1; round <= 4; round += 1) {
      const letters = await harness.untilRecorded(round);
      expect(letters.at(-1)).toMatchObject({
        messageId: 'm1',
        cause: 'expired',
        redrives: round - 1,
        exchange: 'e.direct',
        routingKey: 'both',
        headers: { lang: 'es' },
      });
      expect((await actions.redrive({})).summary).toMatchObject({ redriven: 1 });
    }
    const [, second] = harness.recorded;
    const letter = actions.letters.get(second?.deadLetterId ?? '');
    expect(letter && actions.letters.previousActions(letter)).toMatchObject([
      { kind: 'redriven', by: 'ana', reason: 'repaired' },
    ]);
  });

  it('a message that fails again goes through all its attempts again, and comes back (row 38)', async () => {
    const { consuming, actions } = harness;
    consuming.handle.mockImplementation(() => Promise.reject(new Error('never works')));
    await consuming.publish('first', event('1'), { messageId: 'm1' });
    for (let round = 1; round <= 2; round += 1) {
      const letters = await harness.untilRecorded(round);
      expect(letters.at(-1)).toMatchObject({ cause: 'failed', attempt: 3, redrives: round - 1 });
      await actions.redrive({});
    }
    await harness.untilRecorded(3);
    const attempts = consuming.handle.mock.calls.map(([, { attempt }]) => attempt);
    expect(attempts).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it('reaches only the queue that failed (I6)', async () => {
    const { consuming, actions } = harness;
    consuming.handle.mockImplementationOnce(() => {
      throw new PermanentError('no');
    });
    await consuming.publish('both', event('m1'), { messageId: 'm1' });
    await harness.untilRecorded(1);
    await waitFor('the sibling', () => consuming.handleSecond.mock.calls.length === 1);
    await actions.redrive({ canary: true });
    await expectProcessed(['m1']);
    expect(consuming.handleSecond).toHaveBeenCalledTimes(1);
  });

  it('that is pressed twice, here and in another process, processes each once (I8)', async () => {
    const pressed = ids.slice(0, 20);
    await fail(pressed);
    const { consuming, actions } = harness;
    const elsewhere = new RedriverHarness(consuming.journal, consuming.publisher);
    for (const [offset, record] of consuming.journal.all.entries()) {
      elsewhere.letters.apply(record, offset);
    }
    const answers = await Promise.all([
      actions.redrive({}),
      actions.redrive({}),
      elsewhere.redrive({}),
    ]);
    const redrivenHere = (answers[0].summary?.redriven ?? 0) + (answers[1].summary?.redriven ?? 0);
    expect(redrivenHere).toBe(pressed.length);
    await expectProcessed(pressed);
    expect((await actions.redrive({ selection: { ids: [] } })).summary).toMatchObject({
      failed: 0,
    });
    const calls = consuming.handle.mock.calls.length - pressed.length;
    expect(calls).toBe(pressed.length);
  });
});
