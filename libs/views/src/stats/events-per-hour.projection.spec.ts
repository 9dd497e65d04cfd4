import { topology } from '@warren/contracts';
import { EventsPerHour, OTHER } from './events-per-hour.projection';
import { toHourCountDto } from '../http/stats/stats.dto';
import { failed, processed } from '../testing/records.harness';

const HOUR_MS = 3_600_000;
const record = (messageId: string, tipo: string, endMs: number, queue = 'a') =>
  processed({ messageId, queue, endMs, event: { id: 'e', tipo, payload: {} } });

function count(records: readonly ReturnType<typeof record>[], events = new EventsPerHour()) {
  for (const each of records) events.apply(each);
  return events
    .read()
    .map(({ hour, tipo, events: found }) => [new Date(hour).getUTCHours(), tipo, found]);
}

describe('events per tipo and hour', () => {
  it('are counted by the hour they were processed in', () => {
    const records = [
      record('m1', 'B', 2 * HOUR_MS),
      record('m2', 'A', 0),
      record('m3', 'A', HOUR_MS - 1),
      record('m4', 'A', 2 * HOUR_MS),
    ];
    expect(count(records)).toEqual([
      [0, 'A', 2],
      [2, 'A', 1],
      [2, 'B', 1],
    ]);
  });

  it('count a message once in each queue, however often it is recorded', () => {
    const again = record('m1', 'A', 5);
    expect(count([record('m1', 'A', 0), again, again, record('m1', 'A', 0, 'b')])).toEqual([
      [0, 'A', 2],
    ]);
  });

  it('do not count what was put off when it is handed on, but where it is processed then', () => {
    const relayed = record('m1', 'A', 0, topology.schedule.queue);
    expect(count([relayed, record('m1', 'A', HOUR_MS)])).toEqual([[1, 'A', 1]]);
  });

  it('do not count what failed', () => {
    const events = new EventsPerHour();
    events.apply(failed());
    expect(events.read()).toEqual([]);
  });

  it('remember a minimum of messages, and a maximum of rows', () => {
    const records = ['m1', 'm2', 'm3', 'm4', 'm5'].map((id, hour) =>
      record(id, 'A', hour * HOUR_MS),
    );
    const repeated = [...records, ...records.slice(2)];
    expect(count(repeated, new EventsPerHour(3, 3))).toEqual([
      [2, 'A', 1],
      [3, 'A', 1],
      [4, 'A', 1],
    ]);
  });

  it('count of an hour 500 tipos by themselves, and the rest, by any name, as one', () => {
    const events = new EventsPerHour();
    for (let n = 0; n < 2_000; n += 1) events.apply(record(`m${n}`, `T${n}`, n));
    for (let n = 0; n < 10; n += 1) events.apply(record(`n${n}`, 'T7', n));
    const rows = events.read();
    expect(rows).toHaveLength(501);
    expect(rows.find(({ tipo }) => tipo === OTHER)?.events).toBe(1_500);
    expect(rows.find(({ tipo }) => tipo === 'T7')?.events).toBe(11);
  });

  it('keep the newest 1,440 hours, also of records of any time', () => {
    const events = new EventsPerHour();
    const hours = Array.from({ length: 5_000 }, (_, n) => (n * 7_919) % 5_000);
    for (const hour of hours) events.apply(record(`m${hour}`, 'T', hour * HOUR_MS));
    const rows = events.read();
    expect(rows).toHaveLength(1_440);
    const [first, last] = [rows[0], rows.at(-1)].map((row) => (row?.hour ?? 0) / HOUR_MS);
    expect((last ?? 0) - (first ?? 0)).toBe(1_439);
  });

  it('do not count what is of a later hour than now: such records would push out the true ones', () => {
    const events = new EventsPerHour();
    const at = (ms: number) => ({
      ...record(`m${ms}`, ms > 0 ? 'X' : 'T', 0),
      at: new Date(now + ms),
    });
    const now = Date.now();
    events.apply(at(0));
    for (let n = 2; n < 3_000; n += 1) events.apply(at(n * HOUR_MS));
    expect(events.read().map(({ tipo }) => tipo)).toEqual(['T']);
  });

  it('of tipos that another client forged are answered in at most 4 MiB, too long ones as others', () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `${n}`.padEnd(384, '\u0001'));
    const forged = names.map((tipo, n) => record(tipo, tipo, Math.floor(n / 400) * HOUR_MS));
    const events = new EventsPerHour();
    const rows = count([...forged, record('m1', 'x'.repeat(385), 24 * HOUR_MS)], events);
    expect(Buffer.byteLength(JSON.stringify(events.read().map(toHourCountDto)))).toBeLessThan(
      4_194_304,
    );
    expect(rows).toContainEqual([0, OTHER, 1]);
    expect(rows).toContainEqual([0, names.at(-1), 1]);
  });
});
