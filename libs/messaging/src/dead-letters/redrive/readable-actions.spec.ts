import { WarrenError } from '@warren/model';
import { checkRecord } from '../../records/check-record';
import type { RedrivenRecord } from '../../messages/journal-record';
import { writeRecord } from '../../records/write-record';
import { deadLettered } from '../list/dead-letter.harness';
import { RedriverHarness } from './redriver.harness';

const { signal } = new AbortController();

describe('the record of an action', () => {
  it('is one that readers take where the dead letter was forged with the largest counts', async () => {
    const harness = new RedriverHarness();
    const most = 2 ** 53 - 1;
    await harness.keep(deadLettered('d1', { redrives: most, edits: most, headersLeftOut: most }));
    const order = { selection: { ids: ['d1'] }, payload: {} };
    expect(await harness.redrive(order)).toMatchObject({ summary: { redriven: 1 } });
    const record = harness.journal.all.at(-1) as RedrivenRecord;
    expect(checkRecord(writeRecord(record).json)).toMatchObject({ kind: 'redriven' });
  });

  it('is one that readers take where an edited event has a longer id than records have', () => {
    const { messageId, queue } = deadLettered('d1');
    const acted = { deadLetterId: 'd1', messageId, queue, at: new Date(), by: 'ana', reason: 'r' };
    const edited = { id: 'x'.repeat(1_025), tipo: 'T', payload: {} };
    const { json } = writeRecord({ kind: 'redriven', ...acted, edited });
    expect(checkRecord(json)).toMatchObject({ kind: 'redriven', deadLetterId: 'd1' });
  });

  it.each([
    ['reason', { reason: 'r'.repeat(4_097) }],
    ['by', { by: 'b'.repeat(1_025) }],
  ])('is refused before anything is done when its %s is too long for one', async (_, words) => {
    const harness = new RedriverHarness();
    await harness.keep(deadLettered('d1'));
    const order = { selection: { ids: ['d1'] }, reason: 'r', by: 'ana', ...words };
    const refused = expect.objectContaining({ code: 'invalid_request' }) as WarrenError;
    await expect(harness.redrive(order)).rejects.toEqual(refused);
    await expect(harness.discarder.discard(order, signal)).rejects.toEqual(refused);
    await expect(harness.discarder.restore(order, signal)).rejects.toEqual(refused);
    expect(harness.sent).toEqual([]);
    expect(harness.journal.all).toHaveLength(1);
  });
});
