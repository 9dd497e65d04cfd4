import { joinFields, readCursor, readFilters, readTyped, writeQuery } from './read-filters';

describe('the filters of the address', () => {
  it('ask for every message when there are none', () => {
    expect(readFilters({ open: 'm-1', theme: 'dark' })).toEqual({ outcome: 'any' });
  });

  it('are asked by the names of the API, and what only the page knows is not', () => {
    const state = {
      ...{ queue: 'orders.paid', outcome: 'dead-lettered', text: '', live: 'on' },
      ...{ field: 'payload.total>=99\npayload.a.b=x y', from: '2026-12-01T00:00:00Z' },
    };
    expect(readFilters(state)).toEqual({
      ...{ queue: 'orders.paid', outcome: 'dead-lettered', from: '2026-12-01T00:00:00Z' },
      field: ['payload.total>=99', 'payload.a.b=x y'],
    });
  });

  it('are in the address of an export, each condition on the payload of its own', () => {
    const filters = readFilters({ field: 'payload.a=1\npayload.b=2' });
    expect(writeQuery({ ...filters, format: 'csv' })).toBe(
      'field=payload.a%3D1&field=payload.b%3D2&outcome=any&format=csv',
    );
  });
});

describe('what is typed', () => {
  it('is searched for in the events', () => {
    expect(readTyped(' juan = 4 ', {})).toEqual({ text: 'juan = 4' });
    expect(readTyped('', {})).toEqual({ text: undefined });
  });

  it('is a filter when it names one', () => {
    expect(readTyped('tipo: PAID', {})).toEqual({ text: undefined, tipo: 'PAID' });
    expect(readTyped('nothing: PAID', {})).toEqual({ text: 'nothing: PAID' });
  });

  it('is a filter when it is the id of a message', () => {
    const messageId = '01a20bad-81c7-72fd-b7df-f5820817dd18';
    expect(readTyped(messageId, {})).toEqual({ text: undefined, messageId });
  });

  it('is one more condition on the payload, never twice the same, and eight at most', () => {
    const state = { field: 'payload.a=1' };
    expect(readTyped('payload.b<=2', state)['field']).toBe('payload.a=1\npayload.b<=2');
    expect(readTyped('payload.a=1', state)['field']).toBe('payload.a=1');
    expect(joinFields(Array.from({ length: 9 }, (_, n) => `${n}`))).toBe('0\n1\n2\n3\n4\n5\n6\n7');
  });
});

it('the cursor of an older page is that of the link that is the next', () => {
  expect(readCursor('<?limit=100&before=17>; rel="next"')).toBe(17);
  expect(readCursor('<?before=17>; rel="last"')).toBeUndefined();
  expect(readCursor(null)).toBeUndefined();
});
