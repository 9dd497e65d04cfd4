import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { waitFor } from '@warren/testing';
import { event } from '../../consuming/consuming.harness';
import { MAX_DECODED_BYTES } from '../../decoding/decode-content';
import { PermanentError } from '../../messages/handler-errors';
import { DeadLettersHarness } from '../dead-letters.broker.harness';

describe('a message whose bytes are compressed', () => {
  let harness: DeadLettersHarness;

  beforeEach(async () => {
    harness = await DeadLettersHarness.start();
  });

  afterEach(() => harness.stop());

  async function publish(id: string, content: Buffer, contentEncoding: string): Promise<void> {
    const { channel } = harness.consuming;
    channel.publish('', 'first', content, { messageId: id, contentEncoding });
    await channel.waitForConfirms();
  }

  const untilProcessed = (id: string): Promise<unknown> =>
    waitFor(`${id} to be processed`, () => harness.consuming.journal.has('first', id));

  it('is processed as the event it is, however it is compressed', async () => {
    await publish('m1', gzipSync(event('1')), 'gzip');
    await publish('m2', deflateSync(brotliCompressSync(event('2'))), 'br, deflate');
    await Promise.all([untilProcessed('m1'), untilProcessed('m2')]);
    const { records } = harness.consuming.journal;
    expect(records.map((record) => record.event.id).sort()).toEqual(['1', '2']);
  });

  it('is tried again, dead-lettered and redriven with its own bytes, and its text is recorded beside them', async () => {
    const { consuming } = harness;
    const content = brotliCompressSync(event('1'));
    consuming.handle.mockImplementationOnce(() => {
      throw new Error('once');
    });
    consuming.handle.mockImplementationOnce(() => {
      throw new PermanentError('for_good');
    });
    await publish('m1', content, 'br');
    const [letter] = await harness.untilRecorded(1);
    expect(letter).toMatchObject({
      failure: { code: 'for_good' },
      attempt: 2,
      body: content.toString('base64'),
      encoding: 'base64',
      decoded: event('1'),
      properties: { contentEncoding: 'br' },
    });
    const { letters } = harness.actions;
    expect(letters.get(letter?.deadLetterId ?? '')).toMatchObject({ eventId: '1' });
    expect((await letters.find({ text: '"id":"1"' }, { limit: 1 })).items).toHaveLength(1);
    await harness.actions.redrive({});
    await untilProcessed('m1');
    expect(consuming.journal.records).toMatchObject([{ event: JSON.parse(event('1')) as object }]);
  });

  it('is a dead letter that says why when it cannot be decoded, and costs no other', async () => {
    await publish('bomb', gzipSync(Buffer.alloc(8 * MAX_DECODED_BYTES)), 'gzip');
    await publish('small', gzipSync(gzipSync(`[${'{},'.repeat(500_000)}{}]`)), 'gzip, gzip');
    await publish('foreign', Buffer.from(event('1')), 'zstd');
    await publish('broken', Buffer.from(event('1')), 'deflate');
    await publish('good', gzipSync(event('2')), 'gzip');
    const letters = await harness.untilRecorded(4);
    await untilProcessed('good');
    const codes = letters.map(({ failure, messageId }) => [messageId, failure.code] as const);
    expect(Object.fromEntries(codes)).toEqual({
      bomb: 'decoded_too_large',
      small: 'decoded_too_large',
      foreign: 'unsupported_encoding',
      broken: 'malformed_encoding',
    });
    expect(letters.map(({ attempt, decoded }) => [attempt, decoded])).toEqual(
      Array(4).fill([1, undefined]),
    );
  });

  it('is recorded with its text where it comes straight to the dead letters, unless that is too much', async () => {
    const { channel } = harness.consuming;
    const list = (values: number): string =>
      JSON.stringify({ id: '1', payload: Array(values).fill({}) });
    const texts = { honest: list(20_000), bomb: list(500_000) };
    const bytes = Object.entries(texts).map(([id, text]) => [id, gzipSync(text)] as const);
    for (const [messageId, content] of bytes) {
      channel.publish('dead', 'first', content, { messageId, contentEncoding: 'gzip' });
    }
    const twice = gzipSync(gzipSync(texts.bomb));
    channel.publish('dead', 'first', twice, { messageId: 'twice', contentEncoding: 'gzip, gzip' });
    const letters = await harness.untilRecorded(3);
    const decoded = letters.map((letter) => [letter.messageId, letter.decoded] as const);
    expect(Object.fromEntries(decoded)).toEqual({
      honest: texts.honest,
      bomb: undefined,
      twice: undefined,
    });
    expect(letters.map(({ body }) => body).sort()).toEqual(
      [...bytes.map(([, content]) => content), twice].map((each) => each.toString('base64')).sort(),
    );
  });

  it('is sent as JSON without an encoding when it is edited', async () => {
    harness.consuming.handle.mockImplementationOnce(() => {
      throw new PermanentError('for_good');
    });
    await publish('m1', gzipSync(event('1')), 'gzip');
    const ids = (await harness.untilRecorded(1)).map(({ deadLetterId }) => deadLetterId);
    await harness.actions.redrive({ selection: { ids }, payload: { repaired: true } });
    await untilProcessed('m1');
    expect(harness.consuming.journal.records.at(-1)?.event).toMatchObject({
      id: '1',
      payload: { repaired: true },
    });
  });
});
