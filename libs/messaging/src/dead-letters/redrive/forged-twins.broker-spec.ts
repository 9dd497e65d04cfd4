import { headers as names } from '@warren/model';
import { event } from '../../consuming/consuming.harness';
import { PermanentError } from '../../messages/handler-errors';
import { DeadLettersHarness } from '../dead-letters.broker.harness';
import { nameAnother } from '../list/name-dead-letter';

/** What a redrive of the first dead letter would be when it fails again, written before that by another client. */
function twinOf(deadLetterId: string): Record<string, unknown> {
  return {
    [names.queue]: 'first',
    [names.handler]: 'First.run',
    [names.failureCode]: 'unknown_source',
    [names.failureMessage]: 'not known',
    [names.exchange]: '',
    [names.routingKey]: 'first',
    [names.redrives]: 1,
    [names.redriveOf]: deadLetterId,
  };
}

describe('a forged copy of a dead letter', () => {
  let harness: DeadLettersHarness;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start();
    harness.consuming.handle.mockImplementation(() => {
      throw new PermanentError('unknown_source', 'not known');
    });
    await harness.consuming.publishAll(['m1']);
    await harness.untilRecorded(1);
  });

  afterEach(() => harness.stop());

  async function forge(headers: Record<string, unknown>): Promise<string> {
    const { channel } = harness.consuming;
    channel.publish('dead', 'first', Buffer.from(event('m1')), { messageId: 'm1', headers });
    const [, twin] = await harness.untilRecorded(2);
    return twin?.deadLetterId ?? '';
  }

  /** Redrives the true one, which fails again, and gives its new name. */
  async function failAgain(trueId: string): Promise<string> {
    await harness.actions.redrive({ selection: { ids: [trueId] } });
    const [, , again] = await harness.untilRecorded(3);
    return again?.deadLetterId ?? '';
  }

  async function discard(id: string): Promise<void> {
    const order = { selection: { ids: [id] }, by: 'ana', reason: 'forged' };
    await harness.actions.discarder.discard(order, new AbortController().signal);
  }

  it('that is discarded does not make the true one forgotten when that fails again', async () => {
    const [{ deadLetterId = '' } = {}] = harness.recorded;
    const twin = await forge(twinOf(deadLetterId));
    await discard(twin);
    const again = await failAgain(deadLetterId);
    // The forgery was perfect.
    expect(again).toBe(nameAnother(twin));
    expect(harness.actions.letters.get(again)?.state).toBe('open');
    expect(harness.actions.letters.get(twin)?.state).toBe('discarded');
  });

  it.each([
    ['another cause', { [names.failureMessage]: 'a test, please discard' }],
    ['another header', { lang: 'es' }],
  ])('with %s is another dead letter beside the true one', async (_, forged) => {
    const [{ deadLetterId = '' } = {}] = harness.recorded;
    const twin = await forge({ ...twinOf(deadLetterId), ...forged });
    const again = await failAgain(deadLetterId);
    await discard(twin);
    expect(harness.actions.letters.get(again)?.state).toBe('open');
  });
});
