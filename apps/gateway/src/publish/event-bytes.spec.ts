import { eventBytes } from './event-bytes';

const EVENT = { id: 'a', tipo: 'T', payload: {} };

describe('the bytes of an event', () => {
  it('are those that were sent, however they are spaced', () => {
    const bodyBytes = Buffer.from(
      '{ "id": "a", "tipo": "T", "payload": { "n": 9007199254740993 } }\n',
    );
    expect(eventBytes({ bodyBytes }, EVENT)).toBe(bodyBytes);
  });

  it.each([
    ['a byte order mark', Buffer.from('\ufeff{"id":"a","tipo":"T","payload":{}}')],
    ['white space', Buffer.from(' {"id":"a","tipo":"T","payload":{}}')],
    ['bytes that are not UTF-8', Buffer.from('{"id":"\xe9","tipo":"T","payload":{}}', 'latin1')],
  ])('are to be written anew when there is %s', (_what, bodyBytes) => {
    expect(eventBytes({ bodyBytes }, EVENT)).toBeUndefined();
  });

  it('are not the body when that carries options too, even empty ones', () => {
    const bodyBytes = Buffer.from('{"id":"a","tipo":"T","payload":{},"options":null}');
    const withNull = { ...EVENT, options: null as unknown as undefined };
    expect(eventBytes({ bodyBytes }, withNull)).toBeUndefined();
    expect(eventBytes({ bodyBytes }, { ...EVENT, options: { priority: 1 } })).toBeUndefined();
  });

  it('are not there when no body was read', () => {
    expect(eventBytes({}, EVENT)).toBeUndefined();
  });
});
