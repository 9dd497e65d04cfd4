import { UsageError } from './cli-errors';
import { readNumber, readOptions, required } from './read-options';

const OPTIONS = { queue: { type: 'string', multiple: true }, force: { type: 'boolean' } } as const;

describe('the options of a command', () => {
  it('are read with what stands beside them', () => {
    const { positionals, values } = readOptions(
      ['m1', '--queue', 'a', '--queue=b', '--force'],
      OPTIONS,
      ['messageId'],
    );
    expect(positionals).toEqual(['m1']);
    expect({ ...values }).toEqual({ queue: ['a', 'b'], force: true });
  });

  it.each([
    [['--unknown'], /unknown/i],
    [['--queue'], /queue/],
    [['--force=1'], /force/],
    [[], /^<messageId> is missing$/],
    [['m1', 'm2'], /^'m2' is not expected$/],
  ])('%j are not understood', (args, message) => {
    const read = (): unknown => readOptions(args, OPTIONS, ['messageId']);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
  });

  it('may have to be numbers, or to be there', () => {
    expect(readNumber('rate', undefined)).toBeUndefined();
    expect(readNumber('rate', '0.5')).toBe(0.5);
    expect(() => readNumber('rate', 'fast')).toThrow('--rate must be a number');
    expect(() => required('to', undefined)).toThrow('--to is missing');
  });
});
