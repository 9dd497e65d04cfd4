import { helpFor, USAGE } from './usage';

describe('the help of the command line', () => {
  it('of everything names each command and the exit codes', () => {
    expect(helpFor(['--help'])).toBe(USAGE);
    expect(helpFor(['nonsense'])).toBe(USAGE);
    for (const name of ['dead-letters show <id>', 'unreadable list', 'topology redeclare <name>']) {
      expect(USAGE).toContain(`\n  ${name} `);
    }
    expect(USAGE).toContain('Exit codes:');
    expect(Math.max(...USAGE.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it('of an area names its commands only', () => {
    expect(helpFor(['topology', '-h'])).toContain('topology verify');
    expect(helpFor(['topology', '-h'])).not.toContain('unreadable');
  });

  it.each([
    [['message', '--help'], 'message <messageId> [options]', '--json'],
    [['dead-letters', 'redrive', '--help'], 'dead-letters redrive [options]', '--canary-wait <ms>'],
    [['replay', '--to', '--help'], 'replay [options]', '--to <queue>'],
    [['topology', 'redeclare', 'x', '-h'], 'topology redeclare <name>', 'replaces an empty queue'],
  ])('of one command says what it takes: %j', (words, usage, option) => {
    expect(helpFor(words)).toMatch(/^usage: /);
    expect(helpFor(words)).toContain(`warren -- ${usage}`);
    expect(helpFor(words)).toContain(option);
  });
});
