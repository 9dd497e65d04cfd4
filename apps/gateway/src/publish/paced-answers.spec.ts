import { PacedAnswers } from './paced-answers';

describe('paced answers', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function give(count: number): jest.Mock[] {
    const paced = new PacedAnswers();
    const answers = Array.from({ length: count }, () => jest.fn());
    for (const answer of answers) paced.give(answer);
    return answers;
  }

  const given = (answers: jest.Mock[]): number =>
    answers.filter(({ mock }) => mock.calls.length > 0).length;

  it('are given at once while they are few, and leave no timer behind', () => {
    const answers = give(50);
    expect(given(answers)).toBe(50);
    jest.advanceTimersByTime(200);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('wait their turn when they are many, in order', () => {
    const answers = give(500);
    expect(given(answers)).toBe(50);
    jest.advanceTimersByTime(50);
    expect(given(answers)).toBe(100);
    expect(answers[99]).toHaveBeenCalledTimes(1);
    expect(answers[100]).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1_000);
    expect(answers.every(({ mock }) => mock.calls.length === 1)).toBe(true);
  });

  it('are all given within about a second, however many there are', () => {
    const answers = give(20_000);
    jest.advanceTimersByTime(50);
    expect(given(answers)).toBeLessThan(2_000);
    jest.advanceTimersByTime(1_000);
    expect(given(answers)).toBe(20_000);
  });
});
