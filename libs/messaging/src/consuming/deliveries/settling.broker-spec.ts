import { headers as names } from '@warren/model';
import { waitFor } from '@warren/testing';
import type { Channel } from 'amqplib';
import { ConsumingHarness, event } from '../consuming.harness';
import { PermanentError } from '../../messages/handler-errors';

/** The numbers these acks settled, each as often as it was: a cumulative one those before it too. */
function tagsAcked(calls: readonly Parameters<Channel['ack']>[]): number[] {
  const tags: number[] = [];
  for (const [{ fields }, upTo] of calls) {
    const { deliveryTag } = fields;
    if (!upTo) tags.push(deliveryTag);
    else for (let tag = 1; tag <= deliveryTag; tag += 1) if (!tags.includes(tag)) tags.push(tag);
  }
  return tags.sort((a, b) => a - b);
}

describe('settling a delivery', () => {
  let harness: ConsumingHarness;

  beforeEach(async () => {
    harness = await ConsumingHarness.start();
  });

  afterEach(() => harness.stop());

  it('acks every delivery once, and nothing else, with every outcome (I1)', async () => {
    const { handle, journal } = harness;
    const channel = await harness.consumerChannel('first');
    const ack = jest.spyOn(channel, 'ack');
    const others = (['nack', 'reject', 'ackAll', 'nackAll'] as const).map((settle) =>
      jest.spyOn(channel, settle),
    );
    const closed = jest.fn();
    channel.once('close', closed);
    handle.mockImplementation(({ id }, { attempt }) => {
      if (id === 'gone') throw new PermanentError('gone');
      if (id === 'later' && attempt === 1) throw new Error('later');
    });
    for (const id of ['good', 'gone', 'later']) await harness.publish('first', event(id));
    await harness.deadLetter();
    await waitFor('both records', () => journal.records.length === 2);
    // A wrong settle has been answered by the broker before this one comes.
    await harness.publish('first', event('last'));
    await waitFor('the last record', () => journal.records.length === 3);
    await waitFor('its ack', () => tagsAcked(ack.mock.calls).length >= 5);
    expect(tagsAcked(ack.mock.calls)).toEqual([1, 2, 3, 4, 5]);
    expect(others.flatMap(({ mock }) => mock.calls)).toEqual([]);
    expect(closed).not.toHaveBeenCalled();
    expect(handle).toHaveBeenCalledTimes(5);
  });

  it('acks after the record is kept (I2)', async () => {
    const { journal, handle } = harness;
    journal.isBroken = true;
    await harness.publish('first', event('1'), {
      messageId: 'm1',
      contentType: 'application/json',
    });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    journal.isBroken = false;
    await waitFor('the record', () => journal.records.length === 1);
    expect(journal.records[0]).toMatchObject({
      event: { id: '1' },
      handler: 'First.run',
      delivery: { messageId: 'm1', queue: 'first', attempt: 1 },
    });
    expect(handle).toHaveBeenCalledTimes(1);
    await harness.consumers.beforeApplicationShutdown();
    expect(await harness.depth('first')).toBe(0);
  });

  it('gives the message back when the record was never kept; then it is kept, once (I2) (I12)', async () => {
    const { journal, handle, proxy } = harness;
    journal.isBroken = true;
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    proxy.cut();
    await waitFor('the loss to be noticed', () => !harness.readiness.report().ready);
    expect(journal.all).toEqual([]);
    journal.isBroken = false;
    await waitFor('the second delivery', () => harness.first.counts.duplicates === 1);
    expect(journal.idsOf('first')).toEqual(['m1']);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  it('does not ack a failed message before its copy is confirmed (I2)', async () => {
    const { handle, proxy, publisher } = harness;
    const send = jest.spyOn(publisher, 'send').mockRejectedValue(new Error('not confirmed'));
    handle.mockImplementation(() => Promise.reject(new PermanentError('no')));
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('a second try', () => send.mock.calls.length >= 2);
    expect(handle).toHaveBeenCalledTimes(1);
    proxy.cut();
    await waitFor('the second delivery', () => handle.mock.calls.length >= 2);
    send.mockRestore();
    expect(await harness.deadLetter()).toMatchObject({ id: 'm1' });
  });

  it('retries after each delay and then dead-letters, at this queue alone (I4, I6, I7)', async () => {
    const { handle, handleSecond } = harness;
    handle.mockImplementation(() => Promise.reject(new TypeError('never works')));
    await harness.publish('both', event('1'), { messageId: 'm1', headers: { lang: 'es' } });
    const letter = await harness.deadLetter();
    expect(handle.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3]);
    expect(handleSecond).toHaveBeenCalledTimes(1);
    expect(letter).toMatchObject({
      id: 'm1',
      body: event('1'),
      headers: {
        lang: 'es',
        [names.attempt]: 3,
        [names.exchange]: 'e.direct',
        [names.routingKey]: 'both',
        [names.queue]: 'first',
        [names.handler]: 'First.run',
        [names.failureCode]: 'TypeError',
        [names.failureMessage]: 'never works',
      },
    });
    expect(await harness.depth('first')).toBe(0);
  });

  it('shows where a retried message was first published, and succeeds on a later attempt', async () => {
    harness.handle.mockImplementationOnce(() => Promise.reject(new Error('not yet')));
    await harness.publish('both', event('1'), { messageId: 'm1' });
    const record = await waitFor('the record', () =>
      harness.journal.records.find(({ delivery }) => delivery.queue === 'first'),
    );
    const origin = { exchange: 'e.direct', routingKey: 'both' };
    expect(record.delivery).toMatchObject({ attempt: 2, ...origin });
    expect(await harness.depth('dead')).toBe(0);
  });

  it.each([
    ['is permanent', event('1'), {}, 'gone_for_good'],
    ['is bad JSON', '{"id":', {}, 'malformed_json'],
    ['is an empty body', '', {}, 'malformed_json'],
    ['is of another type', event('1'), { contentType: 'text/plain' }, 'unsupported_content_type'],
    ['is an event its class refuses', '{"id":1}', {}, 'invalid_event'],
  ])('dead-letters at once what %s (I3) (row 25)', async (_, body, options, code) => {
    const { handle } = harness;
    handle.mockImplementation(() => Promise.reject(new PermanentError('gone_for_good')));
    await harness.publish('first', body, options);
    const letter = await harness.deadLetter();
    expect(letter.headers).toMatchObject({ [names.failureCode]: code, [names.attempt]: 1 });
    expect(handle).toHaveBeenCalledTimes(code === 'gone_for_good' ? 1 : 0);
    await harness.publish('first', event('next'));
    await waitFor('the next message', () => handle.mock.calls.some(([{ id }]) => id === 'next'));
  });

  it('gives a message without an id one, and keeps it on its copies (row 26)', async () => {
    const { handle, journal } = harness;
    handle.mockImplementation(({ id }, { attempt }) => {
      if (id === 'never' || attempt === 1) throw new Error('again');
    });
    await harness.publish('first', event('never'));
    const letter = await harness.deadLetter();
    const idsOf = (event: string): string[] =>
      handle.mock.calls.filter(([{ id }]) => id === event).map(([, d]) => d.messageId);
    expect(idsOf('never')).toHaveLength(3);
    expect(new Set([...idsOf('never'), letter.id]).size).toBe(1);
    expect(letter.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await harness.publish('first', event('later'));
    await waitFor('the record', () => journal.records.length === 1);
    expect(idsOf('later')).toHaveLength(2);
    expect(new Set(idsOf('later'))).toEqual(new Set(journal.idsOf('first')));
  });

  it('cannot recognise a message without an id: it is handled twice (row 26)', async () => {
    const { handle, journal } = harness;
    jest.spyOn(journal, 'append').mockReturnValueOnce(new Promise(() => undefined));
    await harness.publish('first', event('1'));
    await waitFor('the handler', () => handle.mock.calls.length === 1);
    harness.cut();
    await waitFor('the second delivery', () => handle.mock.calls.length === 2);
    const [first, second] = handle.mock.calls.map(([, delivery]) => delivery);
    expect(first).toMatchObject({ hasGivenId: true, redeliveries: 0 });
    expect(second).toMatchObject({ hasGivenId: true, redeliveries: 1 });
    expect(second?.messageId).not.toBe(first?.messageId);
    await waitFor('the record', () => journal.idsOf('first').includes(String(second?.messageId)));
  });

  it('acks a message that was processed before, without effect; at another queue it is another (I12)', async () => {
    const { handle, handleSecond, journal } = harness;
    await harness.publish('first', event('1'), { messageId: 'm1' });
    await waitFor('the record', () => journal.records.length === 1);
    await harness.publish('both', event('1'), { messageId: 'm1' });
    await waitFor('the duplicate', () => harness.first.counts.duplicates === 1);
    await waitFor('the other queue', () => journal.idsOf('second').length === 1);
    expect(harness.first.counts).toMatchObject({ processed: 1, duplicates: 1 });
    expect(handle).toHaveBeenCalledTimes(1);
    expect(handleSecond).toHaveBeenCalledTimes(1);
    expect(journal.idsOf('first')).toEqual(['m1']);
    await harness.consumers.beforeApplicationShutdown();
    expect(await harness.depth('first')).toBe(0);
  });
});
