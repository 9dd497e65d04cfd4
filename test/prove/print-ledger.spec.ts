import { drawUpLedger } from './ledger';
import { printFindings, printLedger, printTimeline } from './print-ledger';
import { aRun, attempt, life, note, processed } from './run-record.harness';

const good = aRun({
  lives: [life('worker 1.1', processed(200)), life('worker 2.1', [], 'killed', 2_500)],
  faults: [
    { what: 'cut network of gateway', at: 1_000, healedAt: 1_001 },
    { what: 'freeze broker', at: 3_000, healedAt: 7_000 },
  ],
});
const lossy = aRun({ lives: [life('worker 1.1', [note('began', 200)], 'killed', 300)] });

describe('printLedger', () => {
  it('has a line for every number that is promised, and says that it holds', () => {
    const lines = printLedger(drawUpLedger(good), 42).split('\n');
    const valueOf = (name: string): string | undefined =>
      lines.map((line) => new RegExp(`^${name} +(\\d+)`).exec(line)?.[1]).find(Boolean);
    for (const name of ['attempted', 'confirmed', 'owed', 'processed']) {
      expect({ name, value: valueOf(name) }).toEqual({ name, value: '1' });
    }
    for (const name of ['refused', 'unknown', 'dead-lettered', 'duplicates absorbed', 'lost']) {
      expect({ name, value: valueOf(name) }).toEqual({ name, value: '0' });
    }
    expect(lines.join('\n')).toContain('HOLDS');
  });

  it('says that it fails, how often, and with which seed', () => {
    const text = printLedger(drawUpLedger(lossy), 42);
    expect(text).toMatch(/^lost +1 {2}must be 0$/m);
    expect(text).toContain('FAILS: 1 findings; repeat with PROVE_SEED=42');
  });
});

describe('printTimeline', () => {
  it('has faults and deaths in the order of time, with when they healed', () => {
    expect(printTimeline(good).split('\n')).toEqual([
      '   1.0 s  cut network of gateway',
      '   2.5 s  worker 2.1 killed',
      '   3.0 s  freeze broker, healed at 7.0 s',
    ]);
  });
});

describe('printFindings', () => {
  it('has the whole story of the event', () => {
    const run = { ...lossy, attempts: [attempt('unknown', 50), attempt('ok', 100)] };
    expect(printFindings(drawUpLedger(run), run).split('\n')).toEqual([
      'lost: e1, mensajes: confirmed, not processed, not a dead letter, in no queue',
      '    fine',
      '    0.050 s sent',
      '    0.060 s answered 504: unknown',
      '    0.100 s sent',
      '    0.110 s answered 202: ok',
      '    0.200 s mensajes: began by worker 1.1, attempt 1',
    ]);
  });
});
