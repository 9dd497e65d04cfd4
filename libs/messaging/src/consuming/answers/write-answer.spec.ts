import { headers as names } from '@warren/model';
import type { Delivery } from '../../messages/delivery';
import { PermanentError } from '../../messages/handler-errors';
import { writeAnswer } from './write-answer';

const delivery = {
  messageId: 'm1',
  queue: 'greetings.es',
  correlationId: 'c1',
  headers: { lang: 'es' },
} as unknown as Delivery;

const write = (value: unknown): ReturnType<typeof writeAnswer> =>
  writeAnswer(
    { delivery, event: { id: 'g1', tipo: 'GREETING' }, value },
    'respuestas',
    1_700_000_000_123,
  );

describe('an answer', () => {
  it('goes to the reply queue alone, under the correlation id of the question, to be kept', () => {
    expect(write('¡Hola, Ana!')).toMatchObject({
      exchange: '',
      routingKey: 'respuestas',
      properties: {
        type: 'GREETING',
        correlationId: 'c1',
        contentType: 'application/json',
        timestamp: 1_700_000_000,
        persistent: true,
        mandatory: true,
        headers: { [names.causationId]: 'm1', [names.publishedAt]: 1_700_000_000_123 },
      },
    });
  });

  it('asks for no answer itself, and takes no header of the question along', () => {
    const { properties } = write(1);
    expect(properties.replyTo).toBeUndefined();
    expect(properties.headers).not.toHaveProperty('lang');
  });

  it('has the same id each time', () => {
    expect(write(1).properties.messageId).toBe(write(2).properties.messageId);
  });

  it.each([
    ['¡Hola, Ana!', '"¡Hola, Ana!"'],
    [{ total: 99 }, '{"total":99}'],
    [[1, 2], '[1,2]'],
    [null, 'null'],
    [false, 'false'],
    [0, '0'],
    ['', '""'],
  ])('says %j as JSON', (value, json) => expect(write(value).body.toString()).toBe(json));

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  it.each([
    ['a circle', circular],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
  ])('cannot be %s, which fails for good', (_, value) => {
    expect(() => write(value)).toThrow(PermanentError);
    expect(() => write(value)).toThrow(
      expect.objectContaining({ code: 'answer_not_json' }) as Error,
    );
  });

  it('cannot be larger than a broker takes, which fails for good', () => {
    expect(write('x'.repeat(1_048_574)).body).toHaveLength(1_048_576);
    const tooLarge = expect.objectContaining({ code: 'answer_too_large' }) as Error;
    expect(() => write('x'.repeat(1_048_575))).toThrow(tooLarge);
  });
});
