import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DeadLettersQueryDto } from './dead-letters/dead-letters.query.dto';
import { HistogramQueryDto, MessagesQueryDto } from './messages/messages.query.dto';

type Query = Record<string, string | string[]>;
const QUERIES = [MessagesQueryDto, HistogramQueryDto, DeadLettersQueryDto];

/** The parameters that are refused. */
function refused(type: (typeof QUERIES)[number], query: Query): string[] {
  return validateSync(plainToInstance<object, Query>(type, query)).map(({ property }) => property);
}

describe.each(QUERIES)('the values of %p', (type) => {
  it.each(['2026-01-01T10:00:60Z', '2026-W01', '2026-13-01T00:00:00Z', 'today', ''])(
    'are refused where a time cannot be read: %p',
    (time) => expect(refused(type, { from: time, to: time })).toEqual(['from', 'to']),
  );

  it('may be a time with a zone', () => {
    expect(
      refused(type, { from: '2026-01-01T10:00:00Z', to: '2026-01-01T10:00:00+02:00' }),
    ).toEqual([]);
  });

  it.each(['', ' ', '-1', '1.5', 'x'])('are refused where a cursor is none: %p', (before) =>
    expect(refused(type, { before })).toEqual(['before']),
  );

  it.each(['0', '70656'])('may be a cursor: %p', (before) =>
    expect(refused(type, { before })).toEqual([]),
  );
});

it('a least or a most that is empty is refused', () => {
  expect(refused(MessagesQueryDto, { minRunMs: '', maxAttempt: '' })).toHaveLength(2);
  expect(refused(MessagesQueryDto, { minRunMs: '0', maxAttempt: '3' })).toEqual([]);
});
