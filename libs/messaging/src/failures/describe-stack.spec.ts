import { describeStack } from './describe-stack';

describe('the stack of a failure', () => {
  it('begins with the error, and has what caused it', () => {
    const stack = describeStack(new TypeError('outer', { cause: new Error('inner') }));
    expect(stack).toMatch(/^TypeError: outer\n +at .*describe-stack\.spec/);
    expect(stack).toContain('\ncaused by: Error: inner\n');
  });

  it('is bounded for every error', () => {
    const error = new Error('x'.repeat(10_000));
    error.cause = error;
    expect(describeStack(error)).toHaveLength(4_096);
  });

  it.each([
    'a text',
    undefined,
    { stack: 'a forged one' },
    Object.assign(new Error(), { stack: 7 }),
  ])('is not there for %p', (thrown) => {
    expect(describeStack(thrown)).toBeUndefined();
  });
});
