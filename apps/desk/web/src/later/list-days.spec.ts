import { listDays } from './list-days';

const NOW = Date.UTC(2026, 2, 28, 10, 30);
const at = (hour: string, messages = 1): { hour: string; messages: number } => ({ hour, messages });

describe('the days of what waits', () => {
  it('are today and thirty more, each once, also when the clocks change', () => {
    for (const zone of ['utc', 'local'] as const) {
      const names = listDays([], zone, NOW).map(({ name }) => name);
      expect(new Set(names).size).toBe(31);
      expect(names[0]).toBe('2026-03-28');
      expect(names[30]).toBe('2026-04-27');
    }
  });

  it('have the hours that are due in them, and their sum', () => {
    const due = [
      at('2026-03-28T23:00:00.000Z', 2),
      at('2026-03-29T00:00:00.000Z', 3),
      at('2026-03-29T23:00:00.000Z', 4),
    ];
    const [today, next, after] = listDays(due, 'utc', NOW);
    expect(today).toMatchObject({ messages: 2, hours: [due[0]] });
    expect(next).toMatchObject({ messages: 7, hours: [due[1], due[2]] });
    expect(after).toMatchObject({ messages: 0, hours: [] });
  });
});
