import { readVerdicts, whyNot } from './read-verdicts';

const FAULTS = [{ pointer: '/payload/total', detail: 'total must be positive' }];
const LINES = [
  { deadLetterId: 'a', messageId: '1', verdict: 'would_pass' },
  { deadLetterId: 'b', messageId: '2', verdict: 'would_fail', faults: FAULTS },
  { deadLetterId: 'c', messageId: '3', verdict: 'would_pass' },
  { deadLetterId: 'd', messageId: '4', verdict: 'already_done', reason: 'already redriven' },
  { summary: { left: 7 } },
];

describe('verdicts', () => {
  const read = readVerdicts(LINES.map((line) => `${JSON.stringify(line)}\n`).join(''));

  it('are counted, and those that would pass are named', () => {
    expect(read.counts).toEqual({ would_pass: 2, would_fail: 1, already_done: 1 });
    expect([read.passing, read.left]).toEqual([['a', 'c'], 7]);
  });

  it('say why not', () => {
    expect(read.all.map(whyNot)).toEqual([
      ...['', '/payload/total total must be positive', '', 'already redriven'],
    ]);
  });
});
