import { readQuestion } from './read-question';

describe('a question of where a message would go', () => {
  it('is a routing key', () => {
    expect(readQuestion(' orders.eu.returned ')).toEqual({ routingKey: 'orders.eu.returned' });
  });

  it('or headers, whose values have the kinds that a headers exchange distinguishes', () => {
    expect(readQuestion('lang=es, level=3 urgent=true and code="7"')).toEqual({
      headers: { lang: 'es', level: 3, urgent: true, code: '7' },
    });
  });
});
