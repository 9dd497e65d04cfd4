import { OTHER } from '@warren/views';
import { TipoSeries } from './tipo-series';

const NOW = Date.UTC(2026, 0, 1);
const DAY = 24 * 3_600_000;
const QUEUES = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('series of tipos', () => {
  let series: TipoSeries;

  beforeEach(() => (series = new TipoSeries(QUEUES)));

  function count(queue: string, tipo: string, nowMs = NOW): void {
    series.take(queue, tipo, nowMs).count('in', nowMs, nowMs);
  }
  function flood(queues: readonly string[], nowMs = NOW): void {
    for (const name of queues) for (let n = 0; n < 100; n += 1) count(name, `T${n}`, nowMs);
  }
  const names = (queue: string): string[] => [...series.of(queue).keys()];

  it('are 16 of a queue and 64 in all, two of them for each queue, and one for its others', () => {
    flood(QUEUES);
    expect(QUEUES.map((name) => names(name).length)).toEqual([17, 17, 17, 13, 3, 3]);
    expect(names('f')).toEqual(['T0', 'T1', OTHER]);
  });

  it('have no names of more than 255 characters', () => {
    count('a', 'x'.repeat(255));
    count('a', 'y'.repeat(256));
    expect(names('a')).toEqual(['x'.repeat(255), OTHER]);
  });

  it('are released after seven days, so that invented names keep no place for good', () => {
    flood(QUEUES);
    count('f', 'T1', NOW + 6 * DAY);
    count('f', 'REAL', NOW + 6 * DAY);
    expect(names('f')).toEqual(['T0', 'T1', OTHER]);
    count('f', 'REAL', NOW + 8 * DAY);
    expect(names('f')).toEqual(['T1', OTHER, 'REAL']);
    expect(names('a')).toEqual([]);
  });
});
