import { queues, type LogLevel } from '@warren/contracts';
import type { ProcessedRecord } from '@warren/messaging';
import { failed, processed } from '@warren/views/testing';
import { LogLines } from './log-lines.projection';

const { name: queue } = queues.logsLines;

function line(messageId: string, source: string, level: LogLevel): ProcessedRecord {
  const payload = { source, level, text: `${messageId} of ${source}` };
  return processed({ messageId, queue, event: { id: messageId, tipo: 'LOG_LINE', payload } });
}

function linesOf(records: readonly ProcessedRecord[], lines = new LogLines()): LogLines {
  for (const each of records) lines.apply(each);
  return lines;
}

function idsOf(lines: LogLines, filter: object = {}): string[] {
  return lines.tail({ level: 'debug', limit: 100, ...filter }).map(({ messageId }) => messageId);
}

const some = [
  line('1', 'shop', 'fatal'),
  line('2', 'billing', 'debug'),
  line('3', 'shop', 'info'),
  line('4', 'billing', 'warn'),
  line('5', 'shop', 'info'),
];

describe('the log lines', () => {
  it('are counted by source and level, the least level first', () => {
    expect(linesOf(some).counters()).toEqual([
      { source: 'billing', level: 'debug', lines: 1 },
      { source: 'billing', level: 'warn', lines: 1 },
      { source: 'shop', level: 'info', lines: 2 },
      { source: 'shop', level: 'fatal', lines: 1 },
    ]);
  });

  it('have sources as long as the queue takes, also of emoji, and no longer ones', () => {
    const [satellites, letters] = ['🛰️'.repeat(128), 'x'.repeat(385)];
    expect(idsOf(linesOf([line('1', satellites, 'info')]))).toEqual(['1']);
    expect(() => linesOf([line('2', letters, 'info')])).toThrow('no log line');
  });

  it.each<[object, string[]]>([
    [{}, ['1', '2', '3', '4', '5']],
    [{ limit: 2 }, ['4', '5']],
    [{ source: 'shop' }, ['1', '3', '5']],
    [{ source: 'shop', limit: 1 }, ['5']],
    [{ level: 'info' }, ['1', '3', '4', '5']],
    [{ level: 'warn' }, ['1', '4']],
    [{ source: 'billing', level: 'error' }, []],
  ])('that match %j are shown, the newest last', (filter, expected) => {
    expect(idsOf(linesOf(some), filter)).toEqual(expected);
  });

  it('are shown with what they say', () => {
    expect(linesOf(some).tail({ level: 'fatal', limit: 9 })).toEqual([
      {
        ...{ messageId: '1', source: 'shop', level: 'fatal', text: '1 of shop' },
        at: some[0]?.at,
      },
    ]);
  });

  it('count once, however often one is recorded, and only where they are kept', () => {
    const lines = linesOf([...some, ...some]);
    lines.apply({ ...line('6', 'shop', 'info'), ...failed({ messageId: '6', queue }) });
    const alert = line('7', 'shop', 'info');
    lines.apply({ ...alert, delivery: { ...alert.delivery, queue: queues.logsAlerts.name } });
    expect(idsOf(lines)).toEqual(['1', '2', '3', '4', '5']);
    expect(lines.counters().reduce((sum, { lines: count }) => sum + count, 0)).toBe(5);
  });

  it('are bounded, in lines and in sources; the source that was silent for longest goes first', () => {
    const bounds = { lines: 3, sources: 2, sourceBytes: 100, counted: 10 };
    const lines = linesOf([...some, line('6', 'door', 'info')], new LogLines(bounds));
    expect(idsOf(lines)).toEqual(['4', '5', '6']);
    expect(lines.counters().map(({ source }) => source)).toEqual(['door', 'shop', 'shop']);
  });

  it('of sources that another client forged count in an answer of at most 4 MiB', () => {
    const levels: LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal'];
    const sources = Array.from({ length: 1_000 }, (_, n) => `${n}`.padEnd(384, '\u0001'));
    const forged = sources.flatMap((source) =>
      levels.map((level) => line(`${source} ${level}`, source, level)),
    );
    const counters = linesOf(forged).counters();
    expect(Buffer.byteLength(JSON.stringify(counters))).toBeLessThan(4_194_304);
    expect(counters).toContainEqual({ source: sources.at(-1), level: 'fatal', lines: 1 });
  });
});
