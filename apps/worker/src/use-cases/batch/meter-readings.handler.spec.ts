import { queues, type MeterReadingDto } from '@warren/contracts';
import { PermanentError, type BatchItem } from '@warren/messaging';
import { processed } from '@warren/views/testing';
import { MeterReadingsHandler } from './meter-readings.handler';
import { MeterStore, FakeMeterStore, type Reading } from './meter-store';

const { delivery } = processed({ queue: queues.meterReadings.name });

/** Gives the handler these readings as one batch; what each failed with, in their order. */
async function store(readings: readonly Reading[], handler = handlerOf()): Promise<unknown[]> {
  const failures: unknown[] = readings.map(() => undefined);
  const items = readings.map((payload, index): BatchItem<MeterReadingDto> => {
    const event = { id: `r-${index}`, tipo: 'METER_READING', payload: { ...payload } };
    return { event, delivery, fail: (error) => void (failures[index] = error) };
  });
  await handler.store(items);
  return failures;
}

const handlerOf = (meters: MeterStore = new FakeMeterStore()): MeterReadingsHandler =>
  new MeterReadingsHandler(meters);

const at = (minute: number, kWh: number, meter = 'a'): Reading => ({
  ...{ meter, kWh, takenAt: new Date(Date.UTC(2026, 0, 1, 5, minute)).toISOString() },
});

describe('the handler of meter readings', () => {
  it('refuses a reading below the last of its meter for good, and stores its neighbours', async () => {
    const readings = [at(0, 100), at(0, 7, 'b'), at(15, 99), at(15, 8, 'b'), at(30, 101)];
    const failures = await store(readings);
    expect(failures.map((each) => each !== undefined)).toEqual([false, false, true, false, false]);
    expect(failures[2]).toBeInstanceOf(PermanentError);
    expect(failures[2]).toMatchObject({
      ...{ code: 'reading_below_last', message: '99 kWh is below the last reading, 100 kWh' },
    });
  });

  it('remembers the last reading from one batch to the next, and not one it refused', async () => {
    const handler = handlerOf();
    await store([at(0, 100), at(15, 50)], handler);
    expect(await store([at(30, 99)], handler)).toEqual([expect.any(PermanentError)]);
    expect(await store([at(30, 100)], handler)).toEqual([undefined]);
  });

  it('refuses less than nothing', async () => {
    expect(await store([at(0, -1)])).toEqual([expect.any(PermanentError)]);
  });

  it('takes a reading that comes again, and one that was taken before the last', async () => {
    const handler = handlerOf();
    await store([at(30, 100)], handler);
    expect(await store([at(30, 100), at(15, 90)], handler)).toEqual([undefined, undefined]);
  });

  it('fails as a whole when the store does', async () => {
    const meters = { store: () => Promise.reject(new Error('the store is unavailable')) };
    await expect(store([at(0, 1)], handlerOf(meters))).rejects.toThrow('the store is unavailable');
  });
});
