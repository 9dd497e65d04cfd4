import { Lifecycle } from './lifecycle';

describe('the end of a process that cannot work', () => {
  const error = new Error('a queue contradicts the topology');

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('is left to the listener, once', () => {
    const lifecycle = new Lifecycle();
    const listener = jest.fn();
    lifecycle.whenFailed(listener);
    lifecycle.fail(error);
    lifecycle.fail(new Error('another'));
    expect(() => jest.runAllTimers()).not.toThrow();
    expect(listener.mock.calls).toEqual([[error]]);
  });

  it('is an error that nothing catches where there is no listener, as in an application of the package (I11)', () => {
    new Lifecycle().fail(error);
    expect(() => jest.runAllTimers()).toThrow(error);
  });
});
